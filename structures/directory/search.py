"""The sheets that match a search, in an order suitable for pagination."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from enum import Enum

from django.db.models import Exists, Model, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils import timezone
from wagtail.models import Locale

from cms.delivery.context import DeliveryContext
from cms.delivery.dependencies import EXISTENCE
from structures.directory.days import next_midnight
from structures.directory.facet_index import FacetIndex, facet_index_of
from structures.directory.filters import Conditions, Criteria, conditions_of
from structures.directory.proximity import Coverage, Near
from structures.directory.sheets import visible_sheets
from structures.directory.vocabulary import Vocabulary
from structures.enums import ServiceArea
from structures.models import Commune, Epci, SearchEntry, StructureActivity, StructurePage
from structures.search.matching import matching


class StructureOrder(Enum):
    """The order of the results."""

    NAME = "name"
    DISTANCE = "distance"
    RELEVANCE = "relevance"
    LAST_UPDATE = "last update"


# The sort columns of each order; the last one breaks ties.
KEYS = {
    StructureOrder.NAME: ("title", "pk"),
    StructureOrder.DISTANCE: ("sort_distance", "title", "pk"),
    StructureOrder.RELEVANCE: ("-relevance", "title", "pk"),
    StructureOrder.LAST_UPDATE: ("-updated_at", "pk"),
}
# The columns of a sheet that each criterion depends on (StructurePage.listed_columns).
FOUND_BY = {
    "kind": ("kind_id",),
    "family": ("kind_id",),
    "network": ("networks",),
    "commune": ("commune_id",),
    "epci": ("commune_id",),
}
# Sort key for sheets with no recorded publication date; they sort last.
NEVER = datetime(2000, 1, 1, tzinfo=UTC)
# Sort key for sheets without a position, in metres: more than half the Earth's circumference.
FARTHEST = 30_000_000
OF_ACTIVITIES = ("offer_type", "sector", "sector_group", "audience")


class Directory:
    """The visible sheets of one language that match criteria, a location and a text search."""

    def __init__(
        self,
        delivery: DeliveryContext,
        locale: Locale,
        criteria: Criteria,
        near: Near | None = None,
        search: str | None = None,
    ) -> None:
        self.vocabulary = Vocabulary(delivery, locale.pk)
        self.criteria = criteria
        self.near = near
        self._delivery = delivery
        self._locale = locale
        self._search = search
        self._track(criteria)
        self._track_place()
        self.today = timezone.localdate()
        self.conditions = conditions_of(criteria, self.vocabulary, self.today)

    @property
    def language(self) -> str:
        """Return the code of the language."""
        return str(self._locale.language_code)

    @property
    def coverage(self) -> Coverage:
        """Return how sheets must relate to the place; LOCATED if there is none."""
        return self.near.coverage if self.near is not None else Coverage.LOCATED

    @property
    def is_searched(self) -> bool:
        """Return whether matching needs more than the sheet's own columns."""
        return bool(self.near or self._search is not None or self.conditions.activity)

    def sheets(self, order: StructureOrder) -> QuerySet[StructurePage]:
        """Return the matching sheets, unordered; the caller orders them by `KEYS[order]`."""
        rows = self._candidates().filter(*self.conditions.sheet)
        activity = self._activity_condition(self.conditions)
        if activity is not None:
            rows = rows.filter(activity)
        if order is StructureOrder.LAST_UPDATE:
            rows = rows.annotate(
                updated_at=Coalesce("last_published_at", "first_published_at", NEVER)
            )
        if order is StructureOrder.DISTANCE:
            rows = rows.annotate(sort_distance=Coalesce("distance_m", FARTHEST))
        return rows

    def facet_index(self) -> FacetIndex:
        """Return the facet index of the site and language."""
        return facet_index_of(self._delivery, self._locale, self.today)

    def text_matches(self) -> QuerySet[StructurePage] | None:
        """Return the sheets that match the text search, or None if there is none."""
        if self._search is None:
            return None
        return matching(self._visible(), self._search, self._locale)

    def activities_naming(self, area: ServiceArea) -> Iterable[int]:
        """Return the ids of the activities that name the place's commune or its EPCI.

        The caller must check that they serve what they name: their area may be of another kind.
        """
        assert self.near is not None, "requires a location"
        assert self.near.commune is not None, "requires a commune"
        if area is ServiceArea.COMMUNES:
            links = StructureActivity.communes.through.objects.filter(commune=self.near.commune)
        else:
            links = StructureActivity.epcis.through.objects.filter(epci=self.near.commune.epci_id)
        return links.order_by().values_list("structureactivity", flat=True)

    def _visible(self) -> QuerySet[StructurePage]:
        return visible_sheets(self._delivery, self._locale.pk)

    def _candidates(self) -> QuerySet[StructurePage]:
        rows = self._visible()
        if self._search is not None:
            self._delivery.tracker.listed(SearchEntry, [self._locale.pk])
            rows = matching(rows, self._search, self._locale)
        if self.near is not None:
            rows = rows.annotate(distance_m=self.near.distance())
            if self.coverage is Coverage.LOCATED:
                rows = rows.filter(self.near.is_located())
        return rows

    def _activity_condition(self, conditions: Conditions) -> Q | None:
        """Return the condition that one activity of the sheet matches, or None if none must."""
        required = conditions.activity
        if not required and self.coverage is Coverage.LOCATED:
            return None
        rows = StructureActivity.objects.filter(*required, structure=OuterRef("pk"))
        if self.near is None or self.coverage is Coverage.LOCATED:
            return Q(Exists(rows))
        away = self.near.distance("structure__")
        serves = Q(Exists(rows.annotate(distance_m=away).filter(self.near.is_served())))
        if self.coverage is Coverage.SERVES:
            return serves
        located = self.near.is_located()
        return serves | (located & Q(Exists(rows)) if required else located)

    # --- Dependencies of the response ------------------------------------------------------------

    def track_page(
        self,
        order: StructureOrder,
        sheets: Sequence[Model],
        *,
        are_all: bool,
        counts_more: bool = False,
    ) -> None:
        """Record what the rows of a page and their order depend on.

        If the page holds all sheets (`are_all`), the response depends on these rows and on any
        sheet that joins the list. With `counts_more` it also depends on sheets that do not match,
        since facets count them.
        """
        tracker, here = self._delivery.tracker, [self._locale.pk]
        by: str | None = "dates" if order is StructureOrder.LAST_UPDATE else "titles"
        if are_all:
            tracker.rows(sheets, frozenset({"title"}) if by == "titles" else EXISTENCE)
            by = None if by == "titles" else by
        if are_all and not counts_more and by is None:
            tracker.additions(here, StructurePage)
        else:
            tracker.pages(here, [StructurePage], by=by)

    def track_facets(self, criteria: Iterable[str]) -> None:
        """Record that the response depends on every value of the criteria."""
        tracker = self._delivery.tracker
        for name in criteria:
            if name in OF_ACTIVITIES:
                tracker.any_row(StructureActivity)
            else:
                tracker.columns(StructurePage, FOUND_BY[name])
            if name in ("commune", "epci"):
                tracker.listed(Commune)
                tracker.listed(Epci)

    def _track(self, criteria: Criteria) -> None:
        tracker = self._delivery.tracker
        self.track_facets(name for name in (*FOUND_BY, *OF_ACTIVITIES) if criteria.values(name))
        if criteria.has_current_convention is not None:
            tracker.columns(StructurePage, ("convention_starts_on", "convention_ends_on"))
            tracker.until(next_midnight())
        if criteria.excluded is not None:
            self._track(criteria.excluded)

    def _track_place(self) -> None:
        if self.near is None:
            return
        tracker = self._delivery.tracker
        tracker.columns(StructurePage, ("latitude", "longitude", "commune_id"))
        tracker.members(Commune, ("code_insee", "latitude", "longitude", "epci_id"))
        if self.coverage is not Coverage.LOCATED:
            tracker.any_row(StructureActivity)
