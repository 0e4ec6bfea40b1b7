"""The sheets that match a search, with their related data in one language."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings

from cms.addresses import frontend_address
from cms.delivery.context import DeliveryContext
from cms.delivery.instances import readable
from cms.text.collation import sort_key
from networks.models import Network
from structures.directory.labels import label_of
from structures.directory.search import KEYS, Directory, StructureOrder
from structures.directory.vocabulary import FilterValue
from structures.enums import ServiceArea, StructureFamily
from structures.models import (
    Commune,
    Epci,
    Sector,
    StructureActivity,
    StructureKind,
    StructurePage,
)
from structures.models.activity import AUDIENCE_FIELDS, OFFER_FIELDS


@dataclass
class DownloadEntry:
    """A sheet, its URL on the public site, and its related data."""

    page: StructurePage
    url: str
    locale: str
    kind: FilterValue | None = None
    family: FilterValue | None = None
    networks: list[FilterValue] = field(default_factory=list)
    sectors: list[FilterValue] = field(default_factory=list)
    offer_types: list[FilterValue] = field(default_factory=list)
    audiences: list[FilterValue] = field(default_factory=list)
    serves_department: bool = False
    radius_km: int | None = None
    communes: list[str] = field(default_factory=list)
    epcis: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Download:
    """The entries of a download; `cut_at` is their number if more sheets match, else None."""

    rows: list[DownloadEntry]
    language: str
    is_near: bool
    cut_at: int | None


def download_entries(
    delivery: DeliveryContext, directory: Directory, order: StructureOrder
) -> Download:
    """Return the entries in order, at most as many as the setting; one query per relation."""
    most = settings.STRUCTURES_DOWNLOAD_MAX_ROWS
    directory.track_page(order, (), are_all=False)
    sheets = directory.sheets(order).select_related("commune__epci").order_by(*KEYS[order])
    pages = list(readable(sheets)[: most + 1])
    rows = [_entry(delivery, directory, page) for page in pages[:most]]
    by_page = {entry.page.pk: entry for entry in rows}
    _track(delivery, [entry.page for entry in rows])
    _add_networks(directory, by_page)
    _add_activities(directory, by_page)
    cut_at = most if len(pages) > most else None
    return Download(rows, directory.language, directory.near is not None, cut_at)


def _entry(delivery: DeliveryContext, directory: Directory, page: StructurePage) -> DownloadEntry:
    language = directory.language
    entry = DownloadEntry(page, frontend_address(page, delivery.request), language)
    kind = directory.vocabulary.by_id(StructureKind).get(page.kind_id or 0)
    if kind is not None:
        family = StructureFamily(kind.parent)
        entry.kind, entry.family = kind, FilterValue(family.value, label_of(family, language))
    return entry


def _track(delivery: DeliveryContext, pages: Sequence[StructurePage]) -> None:
    """Record the dependencies, except those that the vocabulary records itself."""
    delivery.tracker.rows(pages, None)
    delivery.tracker.any_row(StructureActivity)
    for model in (Commune, Epci):
        delivery.tracker.listed(model)


def _add_networks(directory: Directory, by_page: dict[int, DownloadEntry]) -> None:
    terms = directory.vocabulary.by_id(Network)
    links = StructurePage.networks.through.objects.filter(structurepage__in=by_page)
    for page, network in links.values_list("structurepage_id", "network_id").order_by("pk"):
        if network in terms:
            _add(by_page[page].networks, terms[network])
    for entry in by_page.values():
        entry.networks.sort(key=lambda term: (sort_key(term.label), term.value))


def _add_activities(directory: Directory, by_page: dict[int, DownloadEntry]) -> None:
    sectors = directory.vocabulary.by_id(Sector)
    language = directory.language
    flags = {
        "offer_types": {
            column: FilterValue(code.value, label_of(code, language))
            for code, column in OFFER_FIELDS.items()
        },
        "audiences": {
            column: FilterValue(code.value, label_of(code, language))
            for code, column in AUDIENCE_FIELDS.items()
        },
    }
    rows = StructureActivity.objects.filter(structure__in=by_page).order_by("sort_order", "pk")
    for activity in readable(rows):
        entry = by_page[activity.structure_id]
        if activity.sector_id in sectors:
            _add(entry.sectors, sectors[activity.sector_id])
        for name, columns in flags.items():
            for column, term in columns.items():
                if getattr(activity, column):
                    _add(getattr(entry, name), term)
        if activity.area == ServiceArea.DEPARTMENT:
            entry.serves_department = True
        elif activity.area == ServiceArea.RADIUS:
            entry.radius_km = max(entry.radius_km or 0, activity.radius_km or 0)
    _add_places(by_page, StructureActivity.communes.through, ServiceArea.COMMUNES, "commune")
    _add_places(by_page, StructureActivity.epcis.through, ServiceArea.EPCI, "epci")


def _add_places(
    by_page: dict[int, DownloadEntry], through: Any, area: ServiceArea, name: str
) -> None:
    """Add the names of the communes, or of the EPCI, that activities serve."""
    links = through.objects.filter(
        structureactivity__structure__in=by_page, structureactivity__area=area
    )
    columns = ("structureactivity__structure_id", f"{name}__name")
    for page, place in links.values_list(*columns).order_by(f"{name}__name", "pk"):
        _add(getattr(by_page[page], f"{name}s"), place)


def _add(values: list[Any], value: object) -> None:
    if value not in values:
        values.append(value)
