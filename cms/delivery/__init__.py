"""What the answer to any reader is built with, whether it is GraphQL or a file.

`site_state` reads what every response depends on; `visibility` decides what is visible; `context`
is the state of one request; `dependencies` records what a response depends on, and `response_cache`
stores it until one of them changes.
"""
