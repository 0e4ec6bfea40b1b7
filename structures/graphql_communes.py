"""The root field that completes the name of a place."""

import graphene
from django.conf import settings
from django.db.models import Case, F, IntegerField, Q, QuerySet, Value, When
from graphql import GraphQLResolveInfo
from grapple.registry import registry

from cms.delivery.context import delivery_of
from cms.graphql.core.pagination import check_size
from cms.graphql.core.search_input import MAX_LENGTH, check_search
from cms.text.letters import fold
from structures.models import Commune
from structures.search.normalization import folded, spelled

DEFAULT_SIZE = 10


class CommunesQuery:
    """The communes that somebody begins to name."""

    communes = graphene.List(
        graphene.NonNull(lambda: registry.snippets[Commune]),
        required=True,
        search=graphene.Argument(
            graphene.String,
            required=True,
            description="The beginning of a name, of a word of it or of a postcode, at most "
            f"{MAX_LENGTH} characters. Accents, case and hyphens count nothing; St is Saint.",
        ),
        first=graphene.Argument(
            graphene.Int,
            default_value=DEFAULT_SIZE,
            description=f"How many items to return, at most {settings.CMS_GRAPHQL_MAX_PAGE_SIZE}.",
        ),
        description="Communes for a field that completes what is typed: names that begin with it, "
        "then words that do, then postcodes, the most populated first.",
    )

    @staticmethod
    def resolve_communes(
        root: None, info: GraphQLResolveInfo, *, search: str, first: int | None
    ) -> list[Commune]:
        """Return the communes that fit, best first."""
        size = check_size("first", DEFAULT_SIZE if first is None else first)
        check_search("search", search)
        delivery_of(info).tracker.listed(Commune)
        return list(completing(search).select_related("epci")[:size])


def completing(text: str) -> QuerySet[Commune]:
    """Return the communes that a text begins to name, best first; none for no word."""
    beginnings = [f" {words}" for words in _readings(text)]
    if not beginnings:
        return Commune.objects.none()
    in_front, at_a_word = Q(), Q()
    for beginning in beginnings:
        in_front |= Q(place__startswith=beginning)
        at_a_word |= Q(place__contains=beginning)
    code = text.strip()
    of_code = Q(post_codes_text__startswith=code) | Q(post_codes_text__contains=f" {code}")
    found = in_front | at_a_word | of_code if code.isdecimal() else in_front | at_a_word
    rank = Case(
        When(in_front, Value(0)),
        When(at_a_word, Value(1)),
        default=Value(2),
        output_field=IntegerField(),
    )
    return Commune.objects.filter(found).order_by(
        rank, F("population").desc(nulls_last=True), "place", "pk"
    )


def _readings(text: str) -> set[str]:
    """Return the words as they are looked for: a last "st" may also begin another word."""
    words, typed = folded(text).split(), fold(" ".join(spelled(text))).split()
    return {" ".join([*words[:-1], last]) for last in (*words[-1:], *typed[-1:])}
