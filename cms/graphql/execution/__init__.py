"""Parsing, limits, cost and execution of GraphQL documents."""
