"""The benchmark: the same content served by our GraphQL endpoint and by grapple's stock view.

`make bench` runs it and updates `docs/performance.md`. The platform does not use this package.
"""
