"""The sitemap: every page of every language, with its translations."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import graphene
from graphql import GraphQLResolveInfo
from wagtail.models import Page

from cms.addresses import encode_path, frontend_location
from cms.delivery.context import DeliveryContext, delivery_of
from cms.delivery.dependencies import Columns
from cms.graphql.core.connections import Connection, connection_arguments, connection_type
from cms.graphql.queries.sites import Alternate, alternates_of, published_pages


class SitemapEntry(graphene.ObjectType):
    """An entry of the sitemap."""

    class Meta:
        description = "An entry of the sitemap."

    url = graphene.String(required=True, description="Absolute URL in the front end.")
    path = graphene.String(
        required=True, description="Path in the front end, such as /fr/structures/."
    )
    locale = graphene.String(required=True, description="Language code of the page, such as fr.")
    last_modified = graphene.DateTime(
        description="When the page was last published. Null if unknown."
    )
    alternates = graphene.List(
        graphene.NonNull(Alternate),
        required=True,
        description="URLs of the page in all its languages, including its own.",
    )


# The columns that an entry depends on.
DATED: Columns = frozenset({"url_path", "last_published_at"})

SitemapConnection = connection_type("Sitemap", lambda: SitemapEntry)


@dataclass(frozen=True)
class SitemapItem:
    """The values of an entry."""

    url: str
    path: str
    locale: str
    last_modified: datetime | None
    alternates: list[Alternate]


@dataclass(frozen=True)
class SitemapItemEdge:
    """An entry with its cursor."""

    node: SitemapItem
    cursor: str


class Sitemap:
    """A page of the sitemap. Loads the translations of all its entries in one query."""

    def __init__(self, delivery: DeliveryContext, first: int, after: str | None) -> None:
        delivery.tracker.pages(delivery.locale_codes)
        rows = published_pages(delivery).filter(alias_of=None)
        self._pages = Connection(rows, ("path", "pk"), first, after)
        self.page_info = self._pages.page_info
        self.total_count = self._pages.total_count
        pages: list[Any] = list(self._pages.nodes)
        translations: dict[Any, list[Page]] = defaultdict(list)
        if pages:
            for page in rows.filter(translation_key__in={page.translation_key for page in pages}):
                translations[page.translation_key].append(page)
        delivery.tracker.rows((page for same in translations.values() for page in same), DATED)
        self.nodes = [_entry(delivery, page, translations[page.translation_key]) for page in pages]
        self.edges = [
            SitemapItemEdge(entry, edge.cursor)
            for entry, edge in zip(self.nodes, self._pages.edges, strict=True)
        ]


class SitemapQuery:
    """The root field `sitemap`."""

    sitemap = graphene.Field(
        SitemapConnection,
        required=True,
        **connection_arguments(),
        description="All pages of all languages, in tree order. Aliases are excluded.",
    )

    @staticmethod
    def resolve_sitemap(
        root: None, info: GraphQLResolveInfo, *, first: int, after: str | None = None
    ) -> Sitemap:
        """Return a page of the sitemap."""
        return Sitemap(delivery_of(info), first, after)


def _entry(delivery: DeliveryContext, page: Any, translations: list[Page]) -> SitemapItem:
    _site_id, origin, path = frontend_location(page, delivery.request)
    return SitemapItem(
        url=origin + encode_path(path),
        path=path,
        locale=delivery.locale_codes[page.locale_id],
        last_modified=page.last_published_at,
        alternates=alternates_of(delivery, translations),
    )
