"""Proposals of a machine for what a translation lacks: into its draft, for people to read again.

It is off unless the site names a server.
"""
