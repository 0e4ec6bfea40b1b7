"""Searches of the admin's lists that have no index: they fold texts as the indexed ones do."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import Func, Q, QuerySet, TextField, Value
from django.db.models.functions import Cast, Coalesce
from wagtail.admin.views.generic.base import BaseListingView
from wagtail.search.index import class_is_indexed

from cms.search_backend.words import MOST_WORDS
from cms.text.letters import unaccented

# Of a search, all of its words together.
MOST_LETTERS = 1000


def filter_by_words(
    rows: QuerySet[Any],
    names: Iterable[str],
    text: str,
    full_words: Mapping[str, str] | None = None,
) -> QuerySet[Any]:
    """Return the rows in which each word of a text stands, without regard to accents and capitals.

    `names` are the columns. `full_words` says which words are written short ("st" for "saint").
    """
    columns = [Coalesce(Cast(name, TextField()), Value("")) for name in sorted(names)]
    texts = Func(*columns, function="unaccent", arg_joiner=" || ' ' || ", output_field=TextField())
    rows = rows.alias(searched=texts)
    # As in the searches that have an index, the words after these are left aside.
    for word in dict.fromkeys(unaccented(text[:MOST_LETTERS]).split()[:MOST_WORDS]):
        full = (full_words or {}).get(word, word)
        rows = rows.filter(Q(searched__icontains=word) | Q(searched__icontains=full))
    return rows


def fold_listing_searches() -> None:
    """Have Wagtail's lists without an index compare folded words instead of exact texts."""
    indexed_search = BaseListingView.search_queryset

    def search_queryset(view: Any, rows: QuerySet[Any]) -> QuerySet[Any]:
        has_index = class_is_indexed(rows.model) and view.search_backend_name
        if not view.is_searching or has_index or not view.search_fields:
            found: QuerySet[Any] = indexed_search(view, rows)
            return found
        return filter_by_words(rows, view.search_fields, view.search_query)

    BaseListingView.search_queryset = search_queryset
