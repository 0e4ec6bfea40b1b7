"""Drafts in the front end."""
