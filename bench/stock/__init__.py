"""The stock side: grapple's own schema and view over this project's models."""
