"""The benchmark: the same content behind our edge and behind grapple's stock view.

`make bench` runs it and writes `docs/performance.md`; nothing of it belongs to the platform.
"""
