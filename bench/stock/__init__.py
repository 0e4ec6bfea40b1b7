"""The stock side: grapple's own schema and view for this project's models."""
