"""Bulk loading of relations, bodies and translations for all rows of a list."""
