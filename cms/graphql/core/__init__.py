"""Errors, selections, pagination and arguments, used by all types and queries."""
