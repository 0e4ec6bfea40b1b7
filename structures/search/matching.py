"""Which sheets a search finds, and how well."""

from functools import reduce
from operator import add, and_
from types import ModuleType
from typing import Any

from django.db import connections
from django.db.models import Case, IntegerField, Q, QuerySet, Value, When
from django.db.models.functions import Least, Length
from wagtail.models import Locale

from structures.models import StructurePage
from structures.search import postgresql, sqlite
from structures.search.terms import MOST, Term, terms_of

# What a word is worth by the place where it stands: no number of words in a lower place is worth
# one in a higher place.
BODY = 1
RESEMBLANCE = MOST + 1
TOPIC = RESEMBLANCE * (MOST + 1)
NAME = TOPIC * (MOST + 1)
# Among sheets whose words stand in the same places a shorter name comes first, up to this length.
LONGEST = 99


def matching(
    rows: QuerySet[StructurePage], text: str, locale: Locale
) -> QuerySet[StructurePage, Any]:
    """Return the rows of a language that a text finds, with their integer `relevance`.

    Every word must be in a sheet or resemble a part of its names; the last one may be
    unfinished. The higher the relevance the better; it depends on the sheet's own words alone. A
    text without a word finds nothing.
    """
    terms = terms_of(text, locale)
    if not terms:
        return rows.none().annotate(relevance=Value(0))
    engine = postgresql if connections[rows.db].vendor == "postgresql" else sqlite
    found = reduce(and_, (_found(engine, term) for term in terms))
    worth = reduce(add, (_worth(engine, term) for term in terms))
    shortness = LONGEST - Least(Length("search_entry__names"), LONGEST)
    indexed = rows.filter(search_entry__locale=locale)
    return indexed.filter(found).annotate(relevance=worth * (LONGEST + 1) + shortness)


def _found(engine: ModuleType, term: Term) -> Q:
    """Return the condition that a sheet has a word, or a name like it."""
    somewhere: Q = engine.anywhere(term)
    return somewhere | engine.like_a_name(term.word) if term.may_be_misspelt else somewhere


def _worth(engine: ModuleType, term: Term) -> Any:
    """Return the expression of what the best place of a word is worth."""
    places = [When(engine.in_names(term), NAME), When(engine.in_topics(term), TOPIC)]
    if term.may_be_misspelt:
        places.append(When(engine.like_a_name(term.word), RESEMBLANCE))
    return Case(*places, default=BODY, output_field=IntegerField())
