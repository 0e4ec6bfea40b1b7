"""The root fields of cms: pages, routes, search, menus, settings, media."""

from cms.graphql.queries import json_ld  # noqa: F401  importing registers it
from cms.graphql.queries.pages import PageQuery
from cms.graphql.queries.route import RouteQuery
from cms.graphql.queries.search import SearchQuery
from cms.graphql.queries.site import SiteQuery
from cms.graphql.queries.sitemap import SitemapQuery
from cms.graphql.queries.sites import SitesQuery


class CmsQuery(RouteQuery, PageQuery, SearchQuery, SitemapQuery, SitesQuery, SiteQuery):
    """All root fields of cms."""
