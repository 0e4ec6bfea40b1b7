"""The schema: its construction, enforcement of visibility, and comparison with older versions."""
