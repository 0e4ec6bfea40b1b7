"""A walk through the whole published schema, over a site full of hidden things.

`seed` makes the site: each hidden thing has a canary, a word that must never be answered. `walker`
derives from the schema what to ask, and reads what was answered.
"""
