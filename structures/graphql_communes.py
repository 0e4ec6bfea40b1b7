"""The root field for the autocompletion of commune names."""

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
    """The root field `communes`."""

    communes = graphene.List(
        graphene.NonNull(lambda: registry.snippets[Commune]),
        required=True,
        search=graphene.Argument(
            graphene.String,
            required=True,
            description="The beginning of the name, of a word in it, or of a postcode; at most "
            f"{MAX_LENGTH} characters. Accents, case and hyphens are ignored; St means Saint.",
        ),
        first=graphene.Argument(
            graphene.Int,
            default_value=DEFAULT_SIZE,
            description=f"How many items to return, at most {settings.CMS_GRAPHQL_MAX_PAGE_SIZE}.",
        ),
        description="Communes for an autocomplete field: first names that begin with the search "
        "text, then names with a word that begins with it, then postcodes; the most populated "
        "first.",
    )

    @staticmethod
    def resolve_communes(
        root: None, info: GraphQLResolveInfo, *, search: str, first: int | None
    ) -> list[Commune]:
        """Return the matching communes, best match first."""
        size = check_size("first", DEFAULT_SIZE if first is None else first)
        check_search("search", search)
        delivery_of(info).tracker.listed(Commune)
        return list(complete(search).select_related("epci")[:size])


def complete(text: str) -> QuerySet[Commune]:
    """Return the communes that complete a text, best match first; none without a word."""
    beginnings = [f" {words}" for words in _spellings(text)]
    if not beginnings:
        return Commune.objects.none()
    at_start, at_a_word = Q(), Q()
    for beginning in beginnings:
        at_start |= Q(place__startswith=beginning)
        at_a_word |= Q(place__contains=beginning)
    code = text.strip()
    of_code = Q(post_codes_text__startswith=code) | Q(post_codes_text__contains=f" {code}")
    condition = at_start | at_a_word | of_code if code.isdecimal() else at_start | at_a_word
    rank = Case(
        When(at_start, Value(0)),
        When(at_a_word, Value(1)),
        default=Value(2),
        output_field=IntegerField(),
    )
    return Commune.objects.filter(condition).order_by(
        rank, F("population").desc(nulls_last=True), "place", "pk"
    )


def _spellings(text: str) -> set[str]:
    """Return the normalized text, also with a last "st" unexpanded: it may begin another word."""
    words, typed = folded(text).split(), fold(" ".join(spelled(text))).split()
    return {" ".join([*words[:-1], last]) for last in (*words[-1:], *typed[-1:])}
