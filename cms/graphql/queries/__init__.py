"""The root fields of the schema: pages, routes, search, sites, menus, settings and media."""
