"""Builds search entries from sheets, a chunk at a time."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from typing import Any
from uuid import UUID

from django.db.models import Model, Q
from django.utils import timezone
from wagtail.models import DraftStateMixin, Locale

from networks.models import Network
from structures.models import (
    SearchEntry,
    Sector,
    SectorGroup,
    StructureActivity,
    StructureKind,
    StructurePage,
)
from structures.search.languages import language_code
from structures.search.normalization import folded, normalized_words


def search_entries(pks: Collection[int]) -> list[SearchEntry]:
    """Return an unsaved entry for each published sheet among these; eight queries in total."""
    sheets = list(
        StructurePage.objects.filter(pk__in=pks, live=True).select_related(
            "locale", "kind", "commune"
        )
    )
    topics = _Topics(sheets)
    return [
        SearchEntry(
            page_id=sheet.pk,
            locale=sheet.locale,
            language=language_code(sheet.locale),
            names=folded(" ".join(dict.fromkeys([sheet.name, sheet.brand]))),
            topics=_words(topics.of(sheet)),
            body=_words([sheet.introduction, sheet.description, sheet.support]),
        )
        for sheet in sheets
    ]


def _words(texts: Iterable[str]) -> str:
    """Return the words of the texts, with their accents, separated by spaces."""
    return " ".join(normalized_words(" ".join(texts)))


class _Topics:
    """The names of a sheet's kind, place, activities and networks, in the sheet's language."""

    def __init__(self, sheets: list[StructurePage]) -> None:
        pks = [sheet.pk for sheet in sheets]
        self._activities: dict[int, list[tuple[UUID, str]]] = defaultdict(list)
        for pk, *activity in StructureActivity.objects.filter(structure__in=pks).values_list(
            "structure_id", "sector__translation_key", "note"
        ):
            self._activities[pk].append(tuple(activity))
        self._networks: dict[int, list[UUID]] = defaultdict(list)
        for pk, key in StructurePage.objects.filter(pk__in=pks, networks__isnull=False).values_list(
            "pk", "networks__translation_key"
        ):
            self._networks[pk].append(key)
        locales = {sheet.locale_id for sheet in sheets}
        self._kinds = _Translations(
            StructureKind, {sheet.kind.translation_key for sheet in sheets if sheet.kind}, locales
        )
        sectors = {key for activities in self._activities.values() for key, _note in activities}
        self._sectors = _Translations(Sector, sectors, locales, "group")
        groups = {sector.group.translation_key for sector in self._sectors}
        self._groups = _Translations(SectorGroup, groups, locales)
        networks = {key for keys in self._networks.values() for key in keys}
        self._networks_by_key = _Translations(Network, networks, locales)

    def of(self, sheet: StructurePage) -> Iterator[str]:
        """Yield the texts of a sheet's topics."""
        locale_id = sheet.locale_id
        if sheet.kind and (kind := self._kinds.best(sheet.kind.translation_key, locale_id)):
            yield from (kind.code, kind.name)
        if sheet.commune:
            yield from (sheet.commune.name, sheet.post_code)
        for key, note in self._activities[sheet.pk]:
            yield note
            if sector := self._sectors.best(key, locale_id):
                yield sector.name
                if group := self._groups.best(sector.group.translation_key, locale_id):
                    yield group.name
        for key in self._networks[sheet.pk]:
            if network := self._networks_by_key.best(key, locale_id):
                yield from (network.name, network.acronym)


class _Translations:
    """The translations of rows by language; rows hidden now or later are left out.

    Otherwise a search for the name of a hidden kind would reveal it. Nothing updates the index when
    a row expires, so rows with an expiry date are never searchable.
    """

    def __init__(
        self, model: type[Model], keys: set[UUID], locales: set[int], *related: str
    ) -> None:
        self._default_id = Locale.get_default().pk
        rule = Q(translation_key__in=keys, locale__in=locales | {self._default_id})
        if issubclass(model, DraftStateMixin):
            is_started = Q(go_live_at__isnull=True) | Q(go_live_at__lte=timezone.now())
            rule &= Q(live=True, expire_at__isnull=True) & is_started
        rows: Any = model._default_manager.filter(rule)
        if related:
            rows = rows.select_related(*related)
        self._rows = {(row.translation_key, row.locale_id): row for row in rows}

    def __iter__(self) -> Iterator[Any]:
        return iter(self._rows.values())

    def best(self, key: UUID, locale_id: int) -> Any:
        """Return the row in a language, else in the default language, else None."""
        return self._rows.get((key, locale_id)) or self._rows.get((key, self._default_id))
