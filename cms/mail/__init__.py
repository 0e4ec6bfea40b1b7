"""Outgoing mail: every message is stored first, and a worker delivers it.

`backend` is Django's e-mail backend, so every sender of the project and of its libraries passes
here. A mail server that is away or slow therefore changes no answer.
"""
