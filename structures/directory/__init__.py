"""Searches the directory: who does what, where.

`filters` are the criteria of a search, `vocabulary` the terms that readers see (kinds, networks,
sectors), and `proximity` the place. `search` combines them into the sheets that match.
`facet_index` holds what `facet_counts` counts; `facets` names the counted values. `graphql_types`
is all of this in GraphQL.
"""
