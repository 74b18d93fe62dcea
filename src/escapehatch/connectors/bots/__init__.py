"""Bots: who answers the routine."""
