"""Finds and ranks the sheets that match a text search."""

from functools import reduce
from operator import add, and_
from types import ModuleType
from typing import Any

from django.db import connections
from django.db.models import Case, F, FloatField, Func, IntegerField, QuerySet, Value, When
from django.db.models.functions import Cast, Floor, Least, Length
from wagtail.models import Locale

from structures.models import StructurePage
from structures.search import postgresql, sqlite
from structures.search.terms import MOST, SearchTerm, terms_of

# The score of a word by its best place. A word in a higher place scores more than all words
# together in a lower place. A word found nowhere scores its similarity with the names, in tenths.
TENTHS = 10
BODY = TENTHS * MOST + 1
TOPIC = BODY * (MOST + 1)
NAME = TOPIC * (MOST + 1)
# Ties are broken by the length of the names, up to this one: shorter names come first.
LONGEST = 99


def matching(
    rows: QuerySet[StructurePage], text: str, locale: Locale
) -> QuerySet[StructurePage, Any]:
    """Return the rows of a language that match a text, annotated with an integer `relevance`.

    Each word must occur in the sheet or resemble part of its names; the last word may be
    incomplete. Higher relevance is better; it depends on the sheet's own texts only. A text without
    words matches nothing.
    """
    terms = terms_of(text, locale)
    if not terms:
        return rows.none().annotate(relevance=Value(0))
    engine = postgresql if connections[rows.db].vendor == "postgresql" else sqlite
    condition = reduce(and_, (engine.matches(term) for term in terms))
    score = reduce(add, (_score(engine, term) for term in terms))
    shortness = LONGEST - Least(Length("search_entry__names"), LONGEST)
    return rows.filter(condition, locale=locale).annotate(
        relevance=score * (LONGEST + 1) + shortness
    )


def _score(engine: ModuleType, term: SearchTerm) -> Any:
    """Return the expression for the score of a word."""
    similarity = Func(
        Value(term.word),
        F("search_entry__names"),
        function="word_similarity",
        output_field=FloatField(),
    )
    return Case(
        When(engine.in_names(term), NAME),
        When(engine.in_topics(term), TOPIC),
        When(engine.anywhere(term), BODY),
        default=Cast(Floor(similarity * TENTHS), IntegerField()),
        output_field=IntegerField(),
    )
