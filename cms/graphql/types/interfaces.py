"""The interfaces of pages and snippets, with the names of grapple's fields that are safe.

Relations to other pages have no resolver here: `page_tree` loads them for many pages at once.
"""

from typing import Any

import graphene
from graphql import GraphQLResolveInfo
from grapple.registry import registry
from wagtail.models import Page

from cms.addresses import frontend_address, frontend_location
from cms.delivery.context import delivery_of
from cms.graphql.core.pagination import limit_argument, offset_argument
from cms.graphql.types.revisions import version_list, versions_of
from cms.graphql_fields import LOCALE, is_outdated, source_changed_at


def _page_list(description: str) -> graphene.Field:
    return graphene.Field(
        graphene.List(graphene.NonNull(lambda: PageInterface)),
        required=True,
        limit=limit_argument(),
        offset=offset_argument(),
        description=description,
    )


class PageInterface(graphene.Interface):
    """A published page."""

    class Meta:
        description = "A published page."

    id = graphene.ID(required=True, description="ID of the page.")
    title = graphene.String(required=True, description="Title of the page.")
    slug = graphene.String(required=True, description="Last segment of the page's path.")
    content_type = graphene.String(
        required=True, description="Django model of the page, such as home.ContentPage."
    )
    page_type = graphene.String(
        required=True, description="Name of the page's GraphQL type, such as ContentPage."
    )
    locale = graphene.String(required=True, description="Language code of the page, such as fr.")
    url = graphene.String(required=True, description="Absolute URL of the page in the front end.")
    url_path = graphene.String(
        required=True, description="Path of the page in the front end, such as /fr/structures/."
    )
    canonical_url = graphene.String(
        required=True,
        description=(
            "Absolute URL for rel=canonical: the URL of the mirrored page for an alias, "
            "otherwise the page's own URL."
        ),
    )
    depth = graphene.Int(
        required=True, description="Depth in the page tree. A home page has depth 2."
    )
    seo_title = graphene.String(
        required=True, description="Title for search engines; the page's title if none is set."
    )
    search_description = graphene.String(
        required=True, description="Description for search engines, or empty."
    )
    show_in_menus = graphene.Boolean(
        required=True,
        description="Whether the page appears in menus that list the children of its parent.",
    )
    first_published_at = graphene.DateTime(description="When the page was first published.")
    last_published_at = graphene.DateTime(description="When the page was last published.")
    parent = graphene.Field(
        lambda: PageInterface, description="The parent page. Null for a home page."
    )
    children = _page_list("Child pages, in the order set by the editors.")
    siblings = _page_list("Other children of the same parent, in the order set by the editors.")
    ancestors = _page_list("Ancestor pages, starting with the home page.")
    descendants = _page_list("All pages below this page, in tree order.")
    translations = graphene.Field(
        graphene.List(graphene.NonNull(lambda: PageInterface)),
        required=True,
        description="The same page in the other languages.",
    )
    is_alias = graphene.Boolean(
        required=True,
        description="True if the page is an alias: it mirrors the content of another page.",
    )
    is_outdated = is_outdated()
    source_changed_at = source_changed_at()
    versions = version_list()

    @classmethod
    def resolve_type(cls, instance: Any, info: GraphQLResolveInfo) -> Any:
        """Return the GraphQL type of a page."""
        return registry.pages[type(instance)]

    @staticmethod
    def resolve_is_alias(page: Page, info: GraphQLResolveInfo) -> bool:
        """Return whether the page is an alias."""
        return page.alias_of_id is not None

    resolve_versions = staticmethod(versions_of)

    @staticmethod
    def resolve_content_type(page: Page, info: GraphQLResolveInfo) -> str:
        """Return the label of the page's model."""
        return str(page._meta.label)

    @staticmethod
    def resolve_page_type(page: Page, info: GraphQLResolveInfo) -> str:
        """Return the name of the page's GraphQL type."""
        return type(page).__name__

    @staticmethod
    def resolve_locale(page: Page, info: GraphQLResolveInfo) -> str:
        """Return the language code."""
        return delivery_of(info).locale_codes[page.locale_id]

    @staticmethod
    def resolve_url(page: Page, info: GraphQLResolveInfo) -> str:
        """Return the absolute URL."""
        return frontend_address(page, info.context)

    @staticmethod
    def resolve_url_path(page: Page, info: GraphQLResolveInfo) -> str:
        """Return the path in the front end, not Wagtail's tree path."""
        return frontend_location(page, info.context)[2]

    @staticmethod
    def resolve_seo_title(page: Page, info: GraphQLResolveInfo) -> str:
        """Return the title for search engines."""
        return page.seo_title or page.title


class SnippetInterface(graphene.Interface):
    """A published piece of content that is not a page."""

    class Meta:
        description = "A published piece of content that is not a page."

    id = graphene.ID(required=True, description="ID of the snippet.")
    snippet_type = graphene.String(
        required=True, description="Name of the snippet's GraphQL type, such as Network."
    )
    content_type = graphene.String(
        required=True, description="Django model of the snippet, such as networks.Network."
    )

    @classmethod
    def resolve_type(cls, instance: Any, info: GraphQLResolveInfo) -> Any:
        """Return the GraphQL type of a snippet."""
        return registry.snippets[type(instance)]

    @staticmethod
    def resolve_snippet_type(snippet: Any, info: GraphQLResolveInfo) -> str:
        """Return the name of the snippet's GraphQL type."""
        return type(snippet).__name__

    @staticmethod
    def resolve_content_type(snippet: Any, info: GraphQLResolveInfo) -> str:
        """Return the label of the snippet's model."""
        return str(snippet._meta.label)


def snippet_locale() -> graphene.Field:
    """Return the field `locale` of snippets."""
    return graphene.Field(
        graphene.NonNull(graphene.String),
        resolver=lambda row, info: delivery_of(info).locale_codes[row.locale_id],
        description=LOCALE,
    )
