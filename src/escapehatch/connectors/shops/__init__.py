"""Shops: who knows the customers, orders, products and pages."""
