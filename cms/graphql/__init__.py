"""The delivery edge: what is published, over GraphQL.

`policy` decides what is visible; `gate` makes every value that leaves pass it; `schema` builds the
schema from the fields that models and blocks declare; `view` speaks HTTP.
"""
