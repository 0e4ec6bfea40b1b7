"""Asking the directory: who does what, where.

`criteria` is what may be asked, `terms` are the words of the lists that readers see, `proximity` is
where, `listing` puts them together into the sheets that match, `facets` counts them under each
other filter, and `schema` is all of this in GraphQL.
"""
