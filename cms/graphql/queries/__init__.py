"""The root fields of the schema: pages, routes, search, sites and what belongs to them."""
