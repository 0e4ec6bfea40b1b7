"""What the search knows of sheets: the texts of their entries, read a chunk at a time."""

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
from structures.search.normalization import folded, words_of


def entries_of(pks: Collection[int]) -> list[SearchEntry]:
    """Return a new entry for each published sheet among these; eight queries for all."""
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
    """Return the words of texts, with their accents."""
    return " ".join(words_of(" ".join(texts)))


class _Topics:
    """What sheets are about: kind, place, activities, networks, in the language of each sheet."""

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
        self._kinds = _VersionsByLocale(
            StructureKind, {sheet.kind.translation_key for sheet in sheets if sheet.kind}, locales
        )
        sectors = {key for found in self._activities.values() for key, _note in found}
        self._sectors = _VersionsByLocale(Sector, sectors, locales, "group")
        groups = {sector.group.translation_key for sector in self._sectors}
        self._groups = _VersionsByLocale(SectorGroup, groups, locales)
        networks = {key for found in self._networks.values() for key in found}
        self._networks_by_key = _VersionsByLocale(Network, networks, locales)

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


class _VersionsByLocale:
    """The language versions of rows; what readers do not see, now or later, is left out.

    The name of a hidden kind would tell of it by finding its sheets; nothing says when its hour
    comes, so that one which has an end is never searched.
    """

    def __init__(
        self, model: type[Model], keys: set[UUID], locales: set[int], *related: str
    ) -> None:
        self._default_id = Locale.get_default().pk
        rule = Q(translation_key__in=keys, locale__in=locales | {self._default_id})
        if issubclass(model, DraftStateMixin):
            begun = Q(go_live_at__isnull=True) | Q(go_live_at__lte=timezone.now())
            rule &= Q(live=True, expire_at__isnull=True) & begun
        rows: Any = model._default_manager.filter(rule)
        if related:
            rows = rows.select_related(*related)
        self._rows = {(row.translation_key, row.locale_id): row for row in rows}

    def __iter__(self) -> Iterator[Any]:
        return iter(self._rows.values())

    def best(self, key: UUID, locale_id: int) -> Any:
        """Return the version in a language, else in the site's first one, else None."""
        return self._rows.get((key, locale_id)) or self._rows.get((key, self._default_id))
