"""Root fields of pages."""

from typing import Any

import graphene
from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db.models import Q
from graphql import GraphQLResolveInfo
from grapple.registry import registry
from wagtail.models import Page

from cms.delivery.context import delivery_of
from cms.graphql.core.errors import bad_input
from cms.graphql.core.pagination import (
    check_offset,
    check_size,
    limit_argument,
    locale_argument,
    offset_argument,
)
from cms.graphql.core.search_input import MAX_LENGTH
from cms.graphql.queries.page_order import ORDERED_BY, PageOrder, PageOrderType, sort_columns
from cms.graphql.queries.route import read_address
from cms.graphql.queries.search import normalize_search, pages_with
from cms.graphql.queries.sites import home_paths
from cms.graphql.types.interfaces import PageInterface
from cms.models.copies import without_aliases


class SearchOperatorEnum(graphene.Enum):
    """How several words are put together; the name is grapple's."""

    class Meta:
        description = "Whether all of several words must be there, or any of them."

    AND = "and"
    OR = "or"

    @property
    def description(self) -> str:
        """Return what the value means."""
        return "All of the words." if self.value == "and" else "Any of the words."


class PageQuery:
    """Pages by id, address or type."""

    page = graphene.Field(
        PageInterface,
        id=graphene.Argument(graphene.ID, description="Identifier of the page."),
        slug=graphene.Argument(
            graphene.String, description="Slug; with several such pages the tree's first one."
        ),
        url_path=graphene.Argument(
            graphene.String, description="Path in the front end, such as /fr/structures/."
        ),
        locale=locale_argument(),
        content_type=graphene.Argument(
            graphene.String, description="Model that the page must have, such as home.ContentPage."
        ),
        description="One page by id, address or slug; null when it is missing or hidden.",
    )
    pages = graphene.List(
        graphene.NonNull(PageInterface),
        required=True,
        locale=locale_argument(),
        content_type=graphene.Argument(
            graphene.String, description="Models separated by commas, such as home.ContentPage."
        ),
        parent=graphene.Argument(graphene.ID, description="Only children of this page."),
        ancestor=graphene.Argument(graphene.ID, description="Only pages below this page."),
        in_menu=graphene.Argument(
            graphene.Boolean, description="Only pages that are, or are not, meant for menus."
        ),
        in_site=graphene.Argument(
            graphene.Boolean, description="Changes nothing: pages are always those of this site."
        ),
        id=graphene.Argument(graphene.ID, description="Only the page with this identifier."),
        search_query=graphene.Argument(
            graphene.String,
            description=f"Only pages that contain these words, at most {MAX_LENGTH} characters; "
            "`search` orders them by relevance.",
        ),
        search_operator=graphene.Argument(
            SearchOperatorEnum,
            default_value="and",
            description="Whether pages must contain all the words or any.",
        ),
        order_by=graphene.Argument(
            PageOrderType,
            required=True,
            default_value=PageOrder.TREE,
            description="Order of the list.",
        ),
        limit=limit_argument(),
        offset=offset_argument(),
        description="Pages of one language; an alias of one of them only below its own parent.",
    )

    @staticmethod
    def resolve_page(
        root: None,
        info: GraphQLResolveInfo,
        *,
        id: str | None = None,
        slug: str | None = None,
        url_path: str | None = None,
        locale: str | None = None,
        content_type: str | None = None,
    ) -> Page | None:
        """Return the page that fits every argument."""
        delivery = delivery_of(info)
        if id is None and slug is None and url_path is None:
            raise bad_input("Give one of id, slug or urlPath.")
        pages = Page.objects.filter(delivery.visibility.pages())
        if id is not None:
            delivery.tracker.lookup(Page, _number(id))
            pages = pages.filter(pk=_number(id))
        if url_path is not None:
            delivery.tracker.site_state()
            address = read_address(delivery, url_path)
            if address is None or address.language is None or address.below is None:
                return None
            tree_path = home_paths(delivery)[address.language] + address.below
            delivery.tracker.addresses([tree_path])
            pages = pages.filter(url_path=tree_path, locale=delivery.locale(address.language))
        if locale is not None or (slug is not None and url_path is None and id is None):
            pages = pages.filter(locale=delivery.locale(locale))
        if slug is not None:
            delivery.tracker.slug(delivery.locale(locale).pk, slug)
            pages = pages.filter(slug=slug)
        if content_type is not None:
            pages = pages.filter(_of_types(content_type))
        return pages.order_by("path").first()

    @staticmethod
    def resolve_pages(
        root: None,
        info: GraphQLResolveInfo,
        *,
        limit: int | None,
        offset: int | None,
        order_by: PageOrder,
        locale: str | None = None,
        content_type: str | None = None,
        parent: str | None = None,
        ancestor: str | None = None,
        in_menu: bool | None = None,
        in_site: bool | None = None,
        id: str | None = None,
        search_query: str | None = None,
        search_operator: str | None = None,
    ) -> list[Page]:
        """Return the pages that fit every argument."""
        limit, offset = check_size("limit", limit), check_offset(offset)
        delivery = delivery_of(info)
        locale_id = delivery.locale(locale).pk
        pages = Page.objects.filter(delivery.visibility.pages(), locale=locale_id)
        delivery.tracker.pages(
            [locale_id],
            _types_named(content_type) if content_type is not None else (),
            by=ORDERED_BY.get(order_by.name.removesuffix("_DESC")),
        )
        if id is not None:
            pages = pages.filter(pk=_number(id))
        if parent is not None:
            pages = _visible_below(info, pages, parent, children_only=True)
        elif id is None:
            pages = pages.filter(without_aliases())
        if ancestor is not None:
            pages = _visible_below(info, pages, ancestor, children_only=False)
        if content_type is not None:
            pages = pages.filter(_of_types(content_type))
        if in_menu is not None:
            pages = pages.filter(show_in_menus=in_menu)
        if search_query is not None:
            delivery.tracker.search(locale_id)
            words = normalize_search("searchQuery", search_query)
            operator = str(getattr(search_operator, "value", search_operator) or "and")
            pages = pages.filter(pk__in=pages_with(words, locale_id, operator).values("pk"))
        return list(pages.order_by(*sort_columns(order_by))[offset : offset + limit])


def _visible_below(
    info: GraphQLResolveInfo, pages: Any, page_id: str, *, children_only: bool
) -> Any:
    """Return the pages below one that readers see; below a hidden one there are none."""
    delivery = delivery_of(info)
    delivery.tracker.row(Page, _number(page_id))
    visible = Page.objects.filter(delivery.visibility.pages(), pk=_number(page_id))
    top = visible.first()
    if top is None:
        return pages.none()
    delivery.tracker.rows([top])
    return pages.child_of(top) if children_only else pages.descendant_of(top)


def _of_types(names: str) -> Q:
    """Return the rule for pages of the models named, such as home.ContentPage,home.LegalPage."""
    types = ContentType.objects.get_for_models(*_types_named(names)).values()
    return Q(content_type__in=[content_type.pk for content_type in types])


def _types_named(names: str) -> list[type[Page]]:
    """Return the page models of names separated by commas; raise BAD_USER_INPUT for another."""
    models = []
    for name in dict.fromkeys(names.split(",", len(registry.pages))):
        try:
            model = apps.get_model(name.strip())
        except (LookupError, ValueError) as error:
            raise bad_input(_unknown_type(name)) from error
        if model not in registry.pages:
            raise bad_input(_unknown_type(name))
        models.append(model)
    return models


def _unknown_type(name: str) -> str:
    known = ", ".join(sorted(model._meta.label for model in registry.pages))
    return f"Unknown page model {name.strip()!r}. This site has: {known}."


def _number(text: str) -> int:
    """Return an identifier as a number; raise BAD_USER_INPUT for anything else."""
    try:
        return int(text) if len(text) < 19 else -1
    except ValueError:
        raise bad_input(f"{text!r} is not an identifier.") from None
