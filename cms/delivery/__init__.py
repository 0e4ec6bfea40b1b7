"""Building blocks of every public response: GraphQL as well as downloaded files.

- `site_state` reads, in one query, the data that every response depends on.
- `visibility` decides what is visible.
- `context` holds the state of one request.
- `dependencies` records the dependencies of a response.
- `response_cache` stores the response until one of its dependencies changes.
"""
