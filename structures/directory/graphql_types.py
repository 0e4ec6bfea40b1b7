"""The directory's question and answer in GraphQL."""

from collections.abc import Collection
from functools import cached_property
from typing import Any

import graphene
from graphene.utils.str_converters import to_camel_case
from graphql import GraphQLResolveInfo
from grapple.registry import registry

from cms.delivery.context import DeliveryContext
from cms.graphql.core.connections import Connection, connection_type
from cms.graphql.core.errors import bad_input
from cms.graphql.core.search_input import MAX_LENGTH, check_search
from cms.graphql.core.selection import Selection
from structures.directory.facet_counts import CRITERIA, FacetCounts, count_facets
from structures.directory.facets import FacetCount, facets_of
from structures.directory.filters import MAX_NESTING, Criteria
from structures.directory.proximity import Coverage, Near, nearest_commune
from structures.directory.search import KEYS, Directory, StructureOrder
from structures.enums import Audience, OfferType, StructureFamily, StructureKindCode
from structures.models import Commune, StructurePage

MOST_KILOMETRES = 1_000


def _enum(choices: type[Any], text: str, describe: dict[Any, str]) -> Any:
    return graphene.Enum.from_enum(
        choices, description=lambda value: describe[value] if value is not None else text
    )


KindCode = _enum(
    StructureKindCode,
    "Kind of structure, by its official code.",
    {
        StructureKindCode.ACI: "Workshop or worksite for integration.",
        StructureKindCode.EI: "Integration enterprise.",
        StructureKindCode.AI: "Intermediary association: makes people available.",
        StructureKindCode.ETTI: "Temporary work agency for integration.",
        StructureKindCode.EITI: "Integration enterprise by self-employment.",
        StructureKindCode.GEIQ: "Employers' group for integration and qualification; no SIAE.",
        StructureKindCode.EA: "Adapted enterprise; no SIAE.",
    },
)
Family = _enum(
    StructureFamily,
    "What a kind sells.",
    {
        StructureFamily.PRODUCTION: "Goods and services.",
        StructureFamily.STAFFING: "People's work.",
        StructureFamily.NEIGHBOUR: "A neighbour of work integration.",
    },
)
Offer = _enum(
    OfferType,
    "How an activity is sold.",
    {
        OfferType.DISP: "People are made available, or temporary work.",
        OfferType.PREST: "A service.",
        OfferType.BUILD: "Goods, made and sold.",
    },
)
AudienceCode = _enum(
    Audience,
    "Who buys.",
    {
        Audience.PARTICULIERS: "Private individuals.",
        Audience.PROFESSIONNELS: "Businesses and associations.",
        Audience.COLLECTIVITES: "Public bodies.",
    },
)
CoverageCode = _enum(
    Coverage,
    "How a structure is near a place.",
    {
        Coverage.LOCATED: "Its address is.",
        Coverage.SERVES: "The place is in the area that an activity serves, however far its "
        "address is: the whole department, a radius, chosen communes or EPCI.",
        Coverage.EITHER: "One or the other.",
    },
)
OrderCode = _enum(
    StructureOrder,
    "What comes first; rows that are alike follow by name.",
    {
        StructureOrder.NAME: "By name.",
        StructureOrder.DISTANCE: "The nearest address first; needs `near`.",
        StructureOrder.RELEVANCE: "The best match first, names before all else; needs `search`.",
        StructureOrder.LAST_UPDATE: "The sheet published last first.",
    },
)


def _any_of(of_type: Any, description: str) -> graphene.InputField:
    return graphene.InputField(
        graphene.List(graphene.NonNull(of_type)), description=f"{description} Any of these."
    )


class StructureFilter(graphene.InputObjectType):
    """What structures must be."""

    class Meta:
        description = (
            "What structures must be: any of a list's values, all of the fields together. An empty "
            "list filters nothing. What is asked of offer type, sector, sector group and audience "
            "must hold of one and the same activity."
        )

    kind = _any_of(KindCode, "Kinds.")
    family = _any_of(Family, "Families of kinds.")
    offer_type = _any_of(Offer, "How an activity is sold.")
    sector = _any_of(graphene.String, "Slugs of sectors.")
    sector_group = _any_of(graphene.String, "Slugs of groups of sectors.")
    audience = _any_of(AudienceCode, "Who buys.")
    network = _any_of(graphene.String, "Slugs of networks.")
    commune = _any_of(graphene.String, "INSEE codes of the communes of addresses.")
    epci = _any_of(graphene.String, "SIREN of the EPCI of addresses.")
    has_current_convention = graphene.InputField(
        graphene.Boolean, description="Whether a convention with the State is in force today."
    )
    excluded = graphene.InputField(
        lambda: StructureFilter,
        name="not",
        description=f"What structures must not be, all of its fields together; at most "
        f"{MAX_NESTING} in each other.",
    )


class NearInput(graphene.InputObjectType):
    """A place."""

    class Meta:
        description = "A place: a commune, or a point; and how near is near."

    commune = graphene.InputField(
        graphene.String, description="INSEE code of a commune: its centre is the point."
    )
    latitude = graphene.InputField(graphene.Float, description="Degrees WGS 84, without commune.")
    longitude = graphene.InputField(graphene.Float, description="Degrees WGS 84, without commune.")
    km = graphene.InputField(
        graphene.Float,
        required=True,
        description=f"How far an address may be, 0 to {MOST_KILOMETRES} km; an area served is "
        "not measured.",
    )
    coverage = graphene.InputField(
        CoverageCode,
        default_value=Coverage.LOCATED,
        description="Whether the address counts, the area served, or either.",
    )


class FacetCountType(graphene.ObjectType):
    """A value of a filter."""

    class Meta:
        name = "FacetCount"
        description = "A value of a filter, and how many structures it would give."

    value = graphene.String(required=True, description="What to filter by.")
    label = graphene.String(required=True, description="What it is called, in the language.")
    count = graphene.Int(required=True, description="How many structures have it.")


def _facet(description: str) -> graphene.Field:
    counts = graphene.List(graphene.NonNull(FacetCountType))
    return graphene.Field(counts, required=True, description=description)


class StructureFacets(graphene.ObjectType):
    """The filters' values."""

    class Meta:
        description = (
            "Counts for a panel of filters, the most frequent value first: each value under all "
            "filters but those of its own field. Values without any structure are left out unless "
            "they are asked for."
        )

    kinds = _facet("Kinds, by code.")
    families = _facet("Families of kinds.")
    sector_groups = _facet("Groups of sectors, by slug.")
    sectors = _facet("Sectors, by slug.")
    audiences = _facet("Who buys.")
    offer_types = _facet("How an activity is sold.")
    networks = _facet("Networks, by slug.")
    communes = _facet("Communes of addresses, by INSEE code.")
    epcis = _facet("EPCI of addresses, by SIREN.")


class DirectoryPage(Connection):
    """A page of the directory, with the facets of all its pages."""

    def __init__(
        self,
        directory: Directory,
        order: StructureOrder,
        first: int | None,
        after: str | None,
        facets: Collection[str] = (),
    ) -> None:
        """Read the page; facets are those that will be asked for, by their names in CRITERIA."""
        sheets, keys = directory.sheets(order), KEYS[order]
        if order is StructureOrder.NAME and not directory.is_searched:
            # An index has them in this order: it is read no further than the page.
            super().__init__(with_facts(sheets), keys, first, after)
        else:
            super().__init__(sheets, keys, first, after, whole=with_facts)
        are_all = after is None and not self.page_info.has_next_page
        directory.note_page(order, self.nodes, are_all=are_all, counts_more=bool(facets))
        self._directory = directory
        self._facets = facets

    def total_count(self) -> int:
        """Return how many sheets match; the facets' query counts them too."""
        if self._facets:
            return self._facet_counts.total
        return self._directory.sheets(StructureOrder.NAME).count()

    def facets(self) -> dict[str, list[FacetCount]]:
        """Return the facets that were announced."""
        return facets_of(self._directory, self._facet_counts, self._facets)

    @cached_property
    def _facet_counts(self) -> FacetCounts:
        return count_facets(self._directory, self._facets)


def selected_facets(info: GraphQLResolveInfo) -> list[str]:
    """Return the facets that are selected of the connection that is being resolved."""
    types = info.schema.type_map
    selection = Selection.of_field(info)
    selected = {
        name
        for (field, _arguments), nodes in selection.fields(types["StructureConnection"]).items()
        if field == "facets"
        for name, _none in selection.below(nodes).fields(types["StructureFacets"])
    }
    return [name for name in CRITERIA if to_camel_case(name) in selected]


StructureConnection = connection_type(
    "Structure",
    lambda: registry.pages[StructurePage],
    facets=graphene.Field(
        StructureFacets, required=True, description="Counts of the filters' values."
    ),
    resolve_facets=staticmethod(lambda page, info: page.facets()),
)


def structures_arguments() -> dict[str, graphene.Argument]:
    """Return the arguments of a list of structures."""
    return {
        "where": graphene.Argument(StructureFilter, description="What structures must be."),
        "near": graphene.Argument(NearInput, description="Where they must be, or be of use."),
        "search": graphene.Argument(
            graphene.String,
            description="Words that must all be in the name, an activity, the commune or the "
            f"texts, at most {MAX_LENGTH} characters; accents, case and endings do not "
            "count, nor does a slip in a name.",
        ),
        "order_by": graphene.Argument(
            OrderCode,
            description="What comes first; by default relevance with `search`, else distance with "
            "`near`, else the name.",
        ),
    }


# --- Reading the arguments -----------------------------------------------------------------------


def directory_of(
    delivery: DeliveryContext,
    locale: str | None,
    where: dict[str, Any] | None = None,
    near: dict[str, Any] | None = None,
    search: str | None = None,
) -> Directory:
    """Return the directory that arguments ask for; raises BAD_USER_INPUT."""
    if search is not None:
        check_search("search", search)
    criteria = _criteria(where or {})
    if criteria.nesting > MAX_NESTING:
        raise bad_input(f"where has more than {MAX_NESTING} times not in not.")
    place = None if near is None else _near(delivery, near)
    return Directory(delivery, delivery.locale(locale), criteria, place, search)


def order_of(
    wanted: StructureOrder | None, near: dict[str, Any] | None, search: str | None
) -> StructureOrder:
    """Return the order asked for, or the one that fits the question; raises BAD_USER_INPUT."""
    if wanted is StructureOrder.DISTANCE and near is None:
        raise bad_input("orderBy: DISTANCE needs near.")
    if wanted is StructureOrder.RELEVANCE and search is None:
        raise bad_input("orderBy: RELEVANCE needs search.")
    if wanted is not None:
        return wanted
    if search is not None:
        return StructureOrder.RELEVANCE
    return StructureOrder.NAME if near is None else StructureOrder.DISTANCE


def _criteria(where: dict[str, Any]) -> Criteria:
    given = dict(where)
    excluded = given.pop("excluded", None)
    is_current = given.pop("has_current_convention", None)
    return Criteria(
        **{name: tuple(values or ()) for name, values in given.items()},
        has_current_convention=is_current,
        excluded=None if excluded is None else _criteria(excluded),
    )


def _near(delivery: DeliveryContext, near: dict[str, Any]) -> Near:
    code, latitude, longitude = (near.get(name) for name in ("commune", "latitude", "longitude"))
    km, coverage = near["km"], near.get("coverage") or Coverage.LOCATED
    if not 0 <= km <= MOST_KILOMETRES:
        raise bad_input(f"near.km is {km:g}. It accepts 0 to {MOST_KILOMETRES}.")
    metres = round(km * 1_000)
    if code is not None:
        if latitude is not None or longitude is not None:
            raise bad_input("near takes a commune, or latitude and longitude, and not both.")
        commune = Commune.objects.filter(code_insee=code).first()
        if commune is None:
            raise bad_input(
                "No commune has the INSEE code in near.commune: communes(search:) finds codes."
            )
        return Near(commune.latitude, commune.longitude, commune, metres, coverage)
    if latitude is None or longitude is None:
        raise bad_input("near needs a commune, or latitude and longitude.")
    if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
        raise bad_input("near.latitude accepts -90 to 90, near.longitude -180 to 180.")
    commune = None if coverage is Coverage.LOCATED else nearest_commune(latitude, longitude)
    return Near(latitude, longitude, commune, metres, coverage)


def with_facts(rows: Any) -> Any:
    """Return the sheets with what nearly every reader asks of them."""
    return rows.select_related("kind", "commune__epci", "logo__collection", "locale")
