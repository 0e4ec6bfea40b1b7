"""Loads what a query selects for many rows at once: relations, bodies, translations, columns."""
