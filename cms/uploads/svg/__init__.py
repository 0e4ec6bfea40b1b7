"""SVG files: an allow-list of elements, attributes and values."""
