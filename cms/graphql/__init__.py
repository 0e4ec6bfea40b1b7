"""The GraphQL API of published content.

From the bottom up:

- `core`: errors, selections, lists and arguments, used by all types and queries;
- `loaders`: read rows and their relations in bulk;
- `types`: object types and interfaces;
- `queries`: root fields;
- `schema`: builds the schema, and enforces visibility in each field;
- `execution`: parses, limits and executes documents;
- `views`: the HTTP endpoint.
"""
