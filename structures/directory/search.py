"""The sheets that match a question, in an order that pages keep."""

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
    """What comes first."""

    NAME = "name"
    DISTANCE = "distance"
    RELEVANCE = "relevance"
    LAST_UPDATE = "last update"


# The columns of each order; the last one tells apart the rows that are alike in the others.
KEYS = {
    StructureOrder.NAME: ("title", "pk"),
    StructureOrder.DISTANCE: ("distance_m", "title", "pk"),
    StructureOrder.RELEVANCE: ("-relevance", "title", "pk"),
    StructureOrder.LAST_UPDATE: ("-updated_at", "pk"),
}
# The columns of a sheet by which criteria find it (StructurePage.listed_columns).
FOUND_BY = {
    "kind": ("kind_id",),
    "family": ("kind_id",),
    "network": ("networks",),
    "commune": ("commune_id",),
    "epci": ("commune_id",),
}
# When a sheet was published of which nobody noted it: after all others.
NEVER = datetime(2000, 1, 1, tzinfo=UTC)
OF_ACTIVITIES = ("offer_type", "sector", "sector_group", "audience")


class Directory:
    """The visible sheets of one language that match criteria, a place and words."""

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
        self._note(criteria)
        self._note_place()
        self.today = timezone.localdate()
        self.conditions = conditions_of(criteria, self.vocabulary, self.today)

    @property
    def language(self) -> str:
        """Return the code of the language."""
        return str(self._locale.language_code)

    @property
    def coverage(self) -> Coverage:
        """Return how sheets are to be near; without a place any is where it should be."""
        return self.near.coverage if self.near is not None else Coverage.LOCATED

    @property
    def is_searched(self) -> bool:
        """Return whether more is asked of a sheet than what its own columns say."""
        return bool(self.near or self._search is not None or self.conditions.activity)

    def sheets(self, order: StructureOrder) -> QuerySet[StructurePage]:
        """Return the sheets, to be ordered by `KEYS[order]`."""
        rows = self._candidates().filter(*self.conditions.sheet)
        activity = self._of_one_activity(self.conditions)
        if activity is not None:
            rows = rows.filter(activity)
        if order is StructureOrder.LAST_UPDATE:
            rows = rows.annotate(
                updated_at=Coalesce("last_published_at", "first_published_at", NEVER)
            )
        return rows

    def facet_index(self) -> FacetIndex:
        """Return which sheets have each value."""
        return facet_index_of(self._delivery, self._locale, self.today)

    def found_by_words(self) -> QuerySet[StructurePage] | None:
        """Return the sheets that have the words that are searched; None without any."""
        if self._search is None:
            return None
        return matching(self._visible(), self._search, self._locale)

    def naming(self, area: ServiceArea) -> Iterable[int]:
        """Return the ids of the activities that name the place's commune or its EPCI.

        Whether they serve what they name is another question: they may serve another kind of area.
        """
        assert self.near is not None, "asked of a place alone"
        assert self.near.commune is not None, "asked of a commune alone"
        if area is ServiceArea.COMMUNES:
            named = StructureActivity.communes.through.objects.filter(commune=self.near.commune)
        else:
            named = StructureActivity.epcis.through.objects.filter(epci=self.near.commune.epci_id)
        return named.order_by().values_list("structureactivity", flat=True)

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

    def _of_one_activity(self, conditions: Conditions) -> Q | None:
        """Return the condition that one activity meets all that is asked of activities."""
        asked = conditions.activity
        if not asked and self.coverage is Coverage.LOCATED:
            return None
        rows = StructureActivity.objects.filter(*asked, structure=OuterRef("pk"))
        if self.near is None or self.coverage is Coverage.LOCATED:
            return Q(Exists(rows))
        away = self.near.distance("structure__")
        serves = Q(Exists(rows.annotate(distance_m=away).filter(self.near.is_served())))
        if self.coverage is Coverage.SERVES:
            return serves
        located = self.near.is_located()
        return serves | (located & Q(Exists(rows)) if asked else located)

    # --- What the answer depends on --------------------------------------------------------------

    def note_page(
        self,
        order: StructureOrder,
        sheets: Sequence[Model],
        *,
        are_all: bool,
        counts_more: bool = False,
    ) -> None:
        """Note what brings sheets to a page of the list, and what puts them in their order.

        Where these are all sheets each is noted by itself: others matter only when they come,
        unless `counts_more` says that those are counted which do not match.
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

    def note_counted(self, criteria: Iterable[str]) -> None:
        """Note that all values of some criteria are counted."""
        tracker = self._delivery.tracker
        for name in criteria:
            if name in OF_ACTIVITIES:
                tracker.any_row(StructureActivity)
            else:
                tracker.columns(StructurePage, FOUND_BY[name])
            if name in ("commune", "epci"):
                tracker.listed(Commune)
                tracker.listed(Epci)

    def _note(self, criteria: Criteria) -> None:
        tracker = self._delivery.tracker
        self.note_counted(name for name in (*FOUND_BY, *OF_ACTIVITIES) if criteria.values(name))
        if criteria.has_current_convention is not None:
            tracker.columns(StructurePage, ("convention_starts_on", "convention_ends_on"))
            tracker.until(next_midnight())
        if criteria.excluded is not None:
            self._note(criteria.excluded)

    def _note_place(self) -> None:
        if self.near is None:
            return
        tracker = self._delivery.tracker
        tracker.columns(StructurePage, ("latitude", "longitude", "commune_id"))
        tracker.members(Commune, ("code_insee", "latitude", "longitude", "epci_id"))
        if self.coverage is not Coverage.LOCATED:
            tracker.any_row(StructureActivity)
