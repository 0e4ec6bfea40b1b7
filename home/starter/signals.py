"""Signals of the starter content, apart from the loader, which servers do not import."""

from django.dispatch import Signal

# Sent in the transaction of the load, for what stands above this package.
loaded = Signal()
