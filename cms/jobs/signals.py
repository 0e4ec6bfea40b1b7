"""What the worker sends."""

from django.dispatch import Signal

# Sent every few seconds, with no arguments: a receiver enqueues what is due by now.
work_due = Signal()
