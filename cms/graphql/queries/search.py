"""The root field `search`: full-text search in Wagtail's database index."""

import base64
import binascii
import json
import re
from enum import Enum
from functools import cache
from typing import Any

import graphene
from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import connections
from django.db.models import Expression, F, IntegerField, Model, QuerySet
from graphql import GraphQLResolveInfo
from grapple.registry import registry
from wagtail.models import Page, TranslatableMixin
from wagtail.search import index
from wagtail.search.backends import get_search_backend
from wagtail.search.models import IndexEntry

from cms.delivery.context import DeliveryContext, delivery_of
from cms.graphql.core.connections import Edge, PageInfo, connection_arguments, connection_type
from cms.graphql.core.errors import bad_input
from cms.graphql.core.pagination import check_offset, check_size
from cms.graphql.core.search_input import MAX_LENGTH, check_search
from cms.graphql.queries.sites import published_pages

# Weight of a word in a title, relative to one in the body.
TITLE_WEIGHT = 4
# The columns of SQLite's index, in its order.
INDEX_COLUMNS = ("autocomplete", "body", "title")


# --- Searchable types: built after all models have registered ------------------------------------


@cache
def searchable() -> dict[str, type[Model]]:
    """Return the searchable models by enum value.

    These are all page types, then the snippet models that are indexed and translatable.
    """
    models = [*registry.pages]
    models += [
        model
        for model in registry.snippets
        if issubclass(model, index.Indexed) and issubclass(model, TranslatableMixin)
    ]
    return {re.sub(r"(?<=[a-z])(?=[A-Z])", "_", model.__name__).upper(): model for model in models}


@cache
def search_type() -> Any:
    """Return the enum SearchType."""
    models = searchable().items()
    kinds = Enum("SearchType", {name: _first_line(model) for name, model in models})  # type: ignore[misc]  # built from models
    text = "A type of content that can be searched."
    return graphene.Enum.from_enum(kinds, description=lambda kind: kind.value if kind else text)


@cache
def search_result() -> Any:
    """Return the union SearchResult."""
    meta = {
        "types": [registry.class_models[model] for model in searchable().values()],
        "description": "A search result: a page, or a published snippet.",
    }
    resolve_type = staticmethod(lambda instance, info: registry.class_models[type(instance)])
    return type("SearchResult", (graphene.Union,), {"Meta": meta, "resolve_type": resolve_type})


def _first_line(model: type[Model]) -> str:
    return (model.__doc__ or "").strip().splitlines()[0]


# --- Searching -----------------------------------------------------------------------------------


class SearchPage:
    """A page of search results: the concatenated results of several querysets.

    Each queryset contains only visible rows, sorted by relevance.
    """

    def __init__(self, searches: list[QuerySet[Any]], first: int, after: str | None) -> None:
        size = check_size("first", first)
        offset = check_offset(_position(after))
        self._searches = searches
        rows = self._slice(offset, size + 1)
        self.nodes = rows[:size]
        self.edges = [
            Edge(node, _cursor(place)) for place, node in enumerate(self.nodes, offset + 1)
        ]
        end = offset + len(self.nodes)
        self.page_info = PageInfo(
            has_next_page=len(rows) > size and end <= settings.CMS_GRAPHQL_MAX_OFFSET,
            has_previous_page=offset > 0,
            start_cursor=self.edges[0].cursor if self.edges else None,
            end_cursor=self.edges[-1].cursor if self.edges else None,
        )

    def total_count(self) -> int:
        """Return the number of results on all pages; costs one query per queryset."""
        return sum(search.count() for search in self._searches)

    def _slice(self, offset: int, size: int) -> list[Any]:
        rows: list[Any] = []
        for search in self._searches:
            results = list(search[offset : offset + size - len(rows)])
            rows += results
            if len(rows) == size:
                break
            # The remaining offset, if it exceeds the results of this search.
            offset = 0 if results or not offset else max(0, offset - search.count())
        return rows


SearchConnection = connection_type("Search", lambda: search_result())


class SearchQuery:
    """Full-text search."""

    search = graphene.Field(
        SearchConnection,
        required=True,
        query=graphene.Argument(
            graphene.String,
            required=True,
            description="Search words; all of them must match. At most "
            f"{MAX_LENGTH} characters. Without any word there are no results.",
        ),
        locale=graphene.Argument(
            graphene.String,
            description="Language code of the results. Defaults to the site's first language.",
        ),
        types=graphene.Argument(
            lambda: graphene.List(graphene.NonNull(search_type())),
            description="Types of content to search. All types if omitted or empty.",
        ),
        **connection_arguments(),
        description=(
            "Full-text search in one language. Pages come first, then snippets (networks), each "
            "sorted by relevance. Aliases are excluded; the pages that they mirror are "
            "included."
        ),
    )

    @staticmethod
    def resolve_search(
        root: None,
        info: GraphQLResolveInfo,
        *,
        query: str,
        first: int,
        after: str | None = None,
        locale: str | None = None,
        types: list[Enum] | None = None,
    ) -> SearchPage:
        """Return the visible results."""
        delivery = delivery_of(info)
        words = normalize_search("query", query)
        locale_id = delivery.locale(locale).pk
        delivery.tracker.search(locale_id)
        models = [searchable()[kind.name] for kind in dict.fromkeys(types or search_type())]
        parts = list(_searches(delivery, words, locale_id, models)) if words else []
        return SearchPage(parts, first, after)


def normalize_search(name: str, text: str) -> str:
    """Normalize a search text; `name` is its argument. Raises BAD_USER_INPUT if it is too long."""
    return " ".join(check_search(name, text))


def pages_with(words: str, locale_id: int, operator: str) -> Any:
    """Return the pages of a locale with all the words ("and") or any of them ("or"), unordered."""
    if not words:
        return Page.objects.none()
    return _matches(Page, words, locale_id, operator).order_by()


def _searches(
    delivery: DeliveryContext, words: str, locale_id: int, models: list[type[Model]]
) -> Any:
    """Yield the querysets: one for all page types together, one for each snippet model."""
    delivery.tracker.pages([locale_id], [model for model in models if issubclass(model, Page)])
    for model in models:
        if not issubclass(model, Page):
            delivery.tracker.members(model, locale_ids=[locale_id])
    if pages := [model for model in models if issubclass(model, Page)]:
        types = ContentType.objects.get_for_models(*pages).values()
        visible = published_pages(delivery).filter(
            alias_of=None, content_type_id__in=[content_type.pk for content_type in types]
        )
        yield _matches(Page, words, locale_id).filter(pk__in=visible.values("pk"))
    for model in models:
        if not issubclass(model, Page):
            yield _matches(model, words, locale_id).filter(delivery.visibility.snippets(model))


def _matches(model: type[Model], words: str, locale_id: int, operator: str = "and") -> Any:
    """Return the rows of a locale that match the words, best first.

    Returns a queryset, not Wagtail's search results: those can filter only by indexed columns, and
    the visibility filter must precede counting and slicing.
    """
    results = get_search_backend().search(words, model, operator=operator)
    _rank_rows_independently(results.query_compiler)
    return results.get_queryset().filter(locale_id=locale_id)


def _rank_rows_independently(compiler: Any) -> None:
    """Make the relevance of a row depend on its own words only.

    Wagtail's ranking uses statistics of the whole index (frequency of a word, average length), so
    the order of visible results would leak information about hidden rows.
    """
    if connections[compiler.queryset.db].vendor == "sqlite":
        # On SQLite the lowest rank is the best.
        rank = -(TITLE_WEIGHT * _Occurrences("title") + _Occurrences("body"))
        compiler._build_rank_expression = lambda vectors, config: rank
    else:
        columns = [(F("index_entries__title"), TITLE_WEIGHT), (F("index_entries__body"), 1)]
        compiler.get_index_vectors = lambda search_query: columns


class _Occurrences(Expression):
    """The number of matches in a column of SQLite's index."""

    def __init__(self, column: str) -> None:
        super().__init__(output_field=IntegerField())
        self._column = column

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[str | int, ...]]:
        """Mark each match with one character, and compute the difference in length."""
        table = f"{IndexEntry._meta.db_table}_fts"
        place = INDEX_COLUMNS.index(self._column)
        marked, plain = (f"length(highlight({table}, {place}, '{m}', ''))" for m in ("*", ""))
        return f"({marked} - {plain})", ()


# --- Cursors -------------------------------------------------------------------------------------


def _cursor(position: int) -> str:
    return base64.urlsafe_b64encode(json.dumps([position]).encode()).decode()


def _position(cursor: str | None) -> int:
    """Return the position that a cursor encodes, or 0 without one; raises BAD_USER_INPUT."""
    if cursor is None:
        return 0
    try:
        [position] = json.loads(base64.urlsafe_b64decode(cursor.encode()))
    except (binascii.Error, RecursionError, TypeError, ValueError):
        position = None
    if type(position) is not int:
        raise bad_input(
            "This cursor does not belong to this list. Start again with the first page."
        )
    return position
