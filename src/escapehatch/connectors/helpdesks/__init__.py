"""Helpdesks: other systems where agents work."""
