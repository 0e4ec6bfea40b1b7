"""The criteria of a search, and the database conditions for them."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Exists, OuterRef, Q

from networks.models import Network
from structures.directory.vocabulary import Vocabulary
from structures.enums import Audience, OfferType, StructureFamily, StructureKindCode
from structures.models import Commune, Sector, StructureActivity, StructureKind, StructurePage
from structures.models.activity import AUDIENCE_FIELDS, OFFER_FIELDS

# The maximum depth of nested "not".
MAX_NESTING = 3
# A condition that no row meets; with an empty list Django would skip the query and its annotations.
NONE = Q(pk=0)
LISTS = (
    "kind", "family", "offer_type", "sector", "sector_group", "audience", "network", "commune",
    "epci",
)  # fmt: skip


@dataclass(frozen=True)
class Criteria:
    """What a sheet must match: any value of each criterion, and all criteria together.

    Offer type, sector and audience must match one and the same activity. An empty criterion matches
    everything. Values are INSEE codes for communes, SIREN for EPCI, and public codes and slugs for
    the rest.
    """

    kind: tuple[StructureKindCode, ...] = ()
    family: tuple[StructureFamily, ...] = ()
    offer_type: tuple[OfferType, ...] = ()
    sector: tuple[str, ...] = ()
    sector_group: tuple[str, ...] = ()
    audience: tuple[Audience, ...] = ()
    network: tuple[str, ...] = ()
    commune: tuple[str, ...] = ()
    epci: tuple[str, ...] = ()
    has_current_convention: bool | None = None
    excluded: "Criteria | None" = None

    def values(self, name: str) -> tuple[str, ...]:
        """Return the values of a criterion that takes several."""
        values: tuple[str, ...] = getattr(self, name)
        return values

    @property
    def nesting(self) -> int:
        """Return the depth of nested "not"."""
        return 0 if self.excluded is None else 1 + self.excluded.nesting

    @property
    def is_set(self) -> bool:
        """Return whether any criterion is set."""
        lists = (getattr(self, name) for name in LISTS)
        is_excluding = self.excluded is not None and self.excluded.is_set
        return any(lists) or self.has_current_convention is not None or is_excluding


@dataclass(frozen=True)
class Conditions:
    """Conditions on a sheet, and conditions that one of its activities must meet together."""

    sheet: list[Q] = field(default_factory=list)
    activity: list[Q] = field(default_factory=list)

    def all(self) -> Q:
        """Return all conditions combined into one on a sheet."""
        rule = Q(*self.sheet)
        return rule & Q(has_activity(self.activity)) if self.activity else rule


def has_activity(conditions: Iterable[Q]) -> Exists:
    """Return the condition that one activity of a sheet meets all of the conditions."""
    rows = StructureActivity.objects.filter(structure=OuterRef("pk"))
    return Exists(rows.filter(*conditions))


def conditions_of(criteria: Criteria, vocabulary: Vocabulary, today: date) -> Conditions:
    """Return the conditions for the criteria; a hidden value matches no sheet."""
    sheet: list[Q] = []
    activity: list[Q] = []
    if codes := set(criteria.kind):
        kinds = vocabulary.keys(StructureKind, lambda kind: kind.value in codes)
        sheet.append(_any("kind", kinds))
    if families := set(criteria.family):
        kinds = vocabulary.keys(StructureKind, lambda kind: kind.parent in families)
        sheet.append(_any("kind", kinds))
    if slugs := set(criteria.network):
        networks = vocabulary.keys(Network, lambda network: network.value in slugs)
        members = StructurePage.networks.through.objects.filter(_any("network", networks))
        sheet.append(Q(pk__in=members.values("structurepage")))
    if criteria.commune:
        communes = Commune.objects.filter(code_insee__in=criteria.commune)
        sheet.append(Q(commune__in=communes))
    if criteria.epci:
        communes = Commune.objects.filter(epci__code__in=criteria.epci)
        sheet.append(Q(commune__in=communes))
    if criteria.offer_type:
        activity.append(_one_of(OFFER_FIELDS[code] for code in criteria.offer_type))
    if criteria.audience:
        activity.append(_one_of(AUDIENCE_FIELDS[code] for code in criteria.audience))
    if wanted := set(criteria.sector):
        sectors = vocabulary.keys(Sector, lambda sector: sector.value in wanted)
        activity.append(_any("sector", sectors))
    if groups := set(criteria.sector_group):
        sectors = vocabulary.keys(Sector, lambda sector: sector.parent in groups)
        activity.append(_any("sector", sectors))
    if criteria.has_current_convention is not None:
        is_current = Q(convention_ends_on__gte=today) & (
            Q(convention_starts_on__isnull=True) | Q(convention_starts_on__lte=today)
        )
        sheet.append(is_current if criteria.has_current_convention else ~is_current)
    if criteria.excluded is not None:
        excluded = conditions_of(criteria.excluded, vocabulary, today).all()
        if excluded:
            sheet.append(~excluded)
    return Conditions(sheet, activity)


def _any(name: str, keys: Collection[int]) -> Q:
    return Q(**{f"{name}__in": keys}) if keys else NONE


def _one_of(columns: Iterable[str]) -> Q:
    rule = Q()
    for column in columns:
        rule |= Q(**{column: True})
    return rule
