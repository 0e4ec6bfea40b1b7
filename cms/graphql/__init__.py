"""What is published, over GraphQL.

From the bottom up: `core` is what every type and query is built with, `loaders` reads rows in bulk,
`types` delivers them, `queries` are the root fields, and `schema` builds the schema and enforces
visibility in each of its fields. `execution` turns the text of a query into its result, and `views`
speaks HTTP.
"""
