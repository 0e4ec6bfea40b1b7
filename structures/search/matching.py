"""Which sheets a search finds, and how well."""

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
from structures.search.terms import MOST, Term, terms_of

# What a word is worth by where it stands: all words together in a lower place are worth less than
# one in a higher place. A word that no text holds is worth what it is like the names, in tenths.
TENTHS = 10
BODY = TENTHS * MOST + 1
TOPIC = BODY * (MOST + 1)
NAME = TOPIC * (MOST + 1)
# Among sheets whose words stand in the same places a shorter name comes first, up to this length.
LONGEST = 99


def matching(
    rows: QuerySet[StructurePage], text: str, locale: Locale
) -> QuerySet[StructurePage, Any]:
    """Return the rows of a language that a text finds, with their integer `relevance`.

    Every word must be in a sheet or be like a part of its names; the last one may be unfinished.
    The higher the relevance the better; it depends on the sheet's own words alone. A text without
    a word finds nothing.
    """
    terms = terms_of(text, locale)
    if not terms:
        return rows.none().annotate(relevance=Value(0))
    engine = postgresql if connections[rows.db].vendor == "postgresql" else sqlite
    found = reduce(and_, (engine.found(term) for term in terms))
    worth = reduce(add, (_worth(engine, term) for term in terms))
    shortness = LONGEST - Least(Length("search_entry__names"), LONGEST)
    return rows.filter(found, locale=locale).annotate(relevance=worth * (LONGEST + 1) + shortness)


def _worth(engine: ModuleType, term: Term) -> Any:
    """Return the expression of what the best place of a word is worth."""
    likeness = Func(
        Value(term.word),
        F("search_entry__names"),
        function="word_similarity",
        output_field=FloatField(),
    )
    return Case(
        When(engine.in_names(term), NAME),
        When(engine.in_topics(term), TOPIC),
        When(engine.anywhere(term), BODY),
        default=Cast(Floor(likeness * TENTHS), IntegerField()),
        output_field=IntegerField(),
    )
