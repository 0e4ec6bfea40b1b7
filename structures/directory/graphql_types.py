"""GraphQL types and arguments of the directory."""

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
        StructureKindCode.GEIQ: "Employers' group for integration and qualification; not an SIAE.",
        StructureKindCode.EA: "Adapted enterprise; not an SIAE.",
    },
)
Family = _enum(
    StructureFamily,
    "What a kind of structure sells.",
    {
        StructureFamily.PRODUCTION: "Goods and services.",
        StructureFamily.STAFFING: "Work: staff made available to customers.",
        StructureFamily.NEIGHBOUR: "Not an SIAE: a kind of structure close to work integration.",
    },
)
Offer = _enum(
    OfferType,
    "How an activity is offered.",
    {
        OfferType.DISP: "Staff made available, or temporary work.",
        OfferType.PREST: "A service.",
        OfferType.BUILD: "Goods produced and sold.",
    },
)
AudienceCode = _enum(
    Audience,
    "The customers of an activity.",
    {
        Audience.PARTICULIERS: "Private individuals.",
        Audience.PROFESSIONNELS: "Businesses and associations.",
        Audience.COLLECTIVITES: "Public bodies.",
    },
)
CoverageCode = _enum(
    Coverage,
    "How a structure must relate to the place.",
    {
        Coverage.LOCATED: "Its address is within `km` of the place.",
        Coverage.SERVES: "The place lies in the area served by one of its activities, wherever its "
        "address is. `km` is ignored.",
        Coverage.EITHER: "LOCATED or SERVES.",
    },
)
OrderCode = _enum(
    StructureOrder,
    "The order of the results; ties are ordered by name.",
    {
        StructureOrder.NAME: "By name.",
        StructureOrder.DISTANCE: "Nearest address first; needs `near`.",
        StructureOrder.RELEVANCE: "Best match first, names before other texts; needs `search`.",
        StructureOrder.LAST_UPDATE: "Most recently published first.",
    },
)


def _any_of(of_type: Any, description: str) -> graphene.InputField:
    return graphene.InputField(
        graphene.List(graphene.NonNull(of_type)),
        description=f"{description} Matches any of the values.",
    )


class StructureFilter(graphene.InputObjectType):
    """The criteria of a search."""

    class Meta:
        description = (
            "Criteria for structures. A structure must match every field, and any value of each "
            "list. An empty list filters nothing. Offer type, sector, sector group and audience "
            "must match one and the same activity."
        )

    kind = _any_of(KindCode, "Kinds.")
    family = _any_of(Family, "Families of kinds of structure.")
    offer_type = _any_of(Offer, "How an activity is offered.")
    sector = _any_of(graphene.String, "Slugs of sectors.")
    sector_group = _any_of(graphene.String, "Slugs of sector groups.")
    audience = _any_of(AudienceCode, "Customers of an activity.")
    network = _any_of(graphene.String, "Slugs of networks.")
    commune = _any_of(graphene.String, "INSEE codes of the communes of the addresses.")
    epci = _any_of(graphene.String, "SIREN of the EPCI (groups of communes) of the addresses.")
    has_current_convention = graphene.InputField(
        graphene.Boolean, description="True if a convention with the State is in force today."
    )
    excluded = graphene.InputField(
        lambda: StructureFilter,
        name="not",
        description="Excludes the structures that match all of its fields. Can be nested at most "
        f"{MAX_NESTING} levels deep.",
    )


class NearInput(graphene.InputObjectType):
    """A location and a distance."""

    class Meta:
        description = "A place, given as a commune or as coordinates, and a distance."

    commune = graphene.InputField(
        graphene.String, description="INSEE code of a commune; distances count from its centre."
    )
    latitude = graphene.InputField(
        graphene.Float, description="Latitude in degrees (WGS 84), instead of `commune`."
    )
    longitude = graphene.InputField(
        graphene.Float, description="Longitude in degrees (WGS 84), instead of `commune`."
    )
    km = graphene.InputField(
        graphene.Float,
        required=True,
        description=f"Maximum distance of the address in km, 0 to {MOST_KILOMETRES}. Not applied "
        "to areas served.",
    )
    coverage = graphene.InputField(
        CoverageCode,
        default_value=Coverage.LOCATED,
        description="Filter by address, by area served, or by either.",
    )


class FacetCountType(graphene.ObjectType):
    """A facet value with its count."""

    class Meta:
        name = "FacetCount"
        description = "A filter value and its number of structures."

    value = graphene.String(required=True, description="Value to use in `where`.")
    label = graphene.String(required=True, description="Label in the language of the list.")
    count = graphene.Int(required=True, description="Number of structures with this value.")


def _facet(description: str) -> graphene.Field:
    counts = graphene.List(graphene.NonNull(FacetCountType))
    return graphene.Field(counts, required=True, description=description)


class StructureFacets(graphene.ObjectType):
    """The facets of a search."""

    class Meta:
        description = (
            "Result counts per filter value, highest first. Each facet applies all active filters "
            "except its own, so that users can switch values. Values with zero results are omitted "
            "unless selected in `where`."
        )

    kinds = _facet("Kinds, by code.")
    families = _facet("Families of kinds, by code.")
    sector_groups = _facet("Sector groups, by slug.")
    sectors = _facet("Sectors, by slug.")
    audiences = _facet("Customers, by code.")
    offer_types = _facet("Offer types, by code.")
    networks = _facet("Networks, by slug.")
    communes = _facet("Communes of the addresses, by INSEE code.")
    epcis = _facet("EPCI of the addresses, by SIREN.")


class DirectoryPage(Connection):
    """A page of the results, with the facets of all results."""

    def __init__(
        self,
        directory: Directory,
        order: StructureOrder,
        first: int | None,
        after: str | None,
        facets: Collection[str] = (),
    ) -> None:
        """Read the page; `facets` are the names (in CRITERIA) of the selected facets."""
        sheets, keys = directory.sheets(order), KEYS[order]
        if order is StructureOrder.NAME and not directory.is_searched:
            # An index gives this order, so the database reads no further than the page.
            super().__init__(with_relations(sheets), keys, first, after)
        else:
            super().__init__(sheets, keys, first, after, whole=with_relations)
        are_all = after is None and not self.page_info.has_next_page
        directory.track_page(order, self.nodes, are_all=are_all, counts_more=bool(facets))
        self._directory = directory
        self._facets = facets

    def total_count(self) -> int:
        """Return the number of matching sheets, from the facet counts if there are any."""
        if self._facets:
            return self._facet_counts.total
        return self._directory.sheets(StructureOrder.NAME).count()

    def facets(self) -> dict[str, list[FacetCount]]:
        """Return the selected facets."""
        return facets_of(self._directory, self._facet_counts, self._facets)

    @cached_property
    def _facet_counts(self) -> FacetCounts:
        return count_facets(self._directory, self._facets)


def selected_facets(info: GraphQLResolveInfo) -> list[str]:
    """Return the names of the facets selected in the connection that is being resolved."""
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
        StructureFacets, required=True, description="Result counts per filter value."
    ),
    resolve_facets=staticmethod(lambda page, info: page.facets()),
)


def structures_arguments() -> dict[str, graphene.Argument]:
    """Return the arguments of a list of structures."""
    return {
        "where": graphene.Argument(StructureFilter, description="Criteria for structures."),
        "near": graphene.Argument(
            NearInput,
            description="Filter by location: by address, by area served, or both "
            "(`near.coverage`).",
        ),
        "search": graphene.Argument(
            graphene.String,
            description="Words that must all occur in the name, the activities, the commune or the "
            f"texts; at most {MAX_LENGTH} characters. Accents, case and word endings are "
            "ignored, and so are small typing errors in names.",
        ),
        "order_by": graphene.Argument(
            OrderCode,
            description="Order of the results. Default: RELEVANCE with `search`, else DISTANCE "
            "with `near`, else NAME.",
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
    """Return the directory search for the arguments; raises BAD_USER_INPUT."""
    if search is not None:
        check_search("search", search)
    criteria = _criteria(where or {})
    if criteria.nesting > MAX_NESTING:
        raise bad_input(f"where.not is nested more than {MAX_NESTING} levels deep.")
    place = None if near is None else _near(delivery, near)
    return Directory(delivery, delivery.locale(locale), criteria, place, search)


def order_of(
    wanted: StructureOrder | None, near: dict[str, Any] | None, search: str | None
) -> StructureOrder:
    """Return the order, or the default one for the arguments; raises BAD_USER_INPUT."""
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
    values_by_name = dict(where)
    excluded = values_by_name.pop("excluded", None)
    is_current = values_by_name.pop("has_current_convention", None)
    return Criteria(
        **{name: tuple(values or ()) for name, values in values_by_name.items()},
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
            raise bad_input("near takes a commune, or latitude and longitude, not both.")
        commune = Commune.objects.filter(code_insee=code).first()
        if commune is None:
            raise bad_input(
                "No commune has the INSEE code in near.commune. Find codes with communes(search:)."
            )
        return Near(commune.latitude, commune.longitude, commune, metres, coverage)
    if latitude is None or longitude is None:
        raise bad_input("near needs a commune, or latitude and longitude.")
    if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
        raise bad_input("near.latitude accepts -90 to 90, near.longitude -180 to 180.")
    commune = None if coverage is Coverage.LOCATED else nearest_commune(latitude, longitude)
    return Near(latitude, longitude, commune, metres, coverage)


def with_relations(rows: Any) -> Any:
    """Return the sheets with the relations that most queries select."""
    return rows.select_related("kind", "commune__epci", "logo__collection", "locale")
