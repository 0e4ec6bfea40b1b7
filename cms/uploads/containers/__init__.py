"""File formats of pictures: what their headers say, and their bytes without metadata.

Nothing here decodes a pixel.
"""
