"""Texts that go to an agency and come back: as PO or XLIFF 2, into drafts and nothing else.

A file names each text by the key of its page or snippet and its place there, and quotes the source.
What it brings is asked for nothing but words: markup, links and all else come from the database.
"""
