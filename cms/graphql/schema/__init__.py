"""The schema: built from declarations, made to enforce visibility, and compared with older ones."""
