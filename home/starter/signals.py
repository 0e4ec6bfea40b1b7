"""Signals of the starter content, separate from the loader, which servers do not import."""

from django.dispatch import Signal

# Sent in the loader's transaction, for packages that this one may not import.
content_loaded = Signal()
