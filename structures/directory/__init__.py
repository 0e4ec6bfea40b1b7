"""Searches the directory of structures.

`filters` holds the criteria of a search, `vocabulary` the kinds, networks and sectors in the
reader's language, and `proximity` the location. `search` combines them into a query for sheets.
`facet_index` caches the values of all sheets, `facet_counts` counts with it, and `facets` labels
the counts. `graphql_types` exposes all of this in GraphQL.
"""
