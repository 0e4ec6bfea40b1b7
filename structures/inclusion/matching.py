"""Finds the sheet that a row describes."""

from collections import defaultdict
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from wagtail.models import Locale

from structures.inclusion.checking import CheckedRow
from structures.inclusion.reference_data import ReferenceData
from structures.models import StructurePage

# The source name in our own exports; their ids are `iae48--<translation key>`.
OWN_SOURCE = "iae48"


@dataclass(frozen=True)
class Match:
    """The sheet of a row, None for a new one; several `candidates` mean an ambiguous row."""

    page_id: int | None = None
    candidates: tuple[int, ...] = ()


class SheetIndex:
    """The identifiers of all sheets of the default language, without aliases; one query."""

    def __init__(self, reference_data: ReferenceData) -> None:
        self._kinds = {code: kind.pk for code, kind in reference_data.kinds.items()}
        self._by_source: dict[tuple[str, str], int] = {}
        self._by_key: dict[UUID, int] = {}
        self._by_siret: dict[str, dict[int, int | None]] = defaultdict(dict)
        rows = StructurePage.objects.filter(locale=Locale.get_default(), alias_of=None)
        for pk, key, source, source_id, siret, kind in rows.order_by("-pk").values_list(
            "pk", "translation_key", "source", "source_id", "siret", "kind_id"
        ):
            self._by_key[key] = pk
            if source_id:
                self._by_source[source, source_id] = pk
            if siret:
                self._by_siret[siret][pk] = kind

    def find(self, row: CheckedRow) -> Match:
        """Return the match by source and id, else by SIRET and kind."""
        source, source_id = row.facts["source"], row.facts["source_id"]
        if source == OWN_SOURCE and (pk := self._by_key.get(_own_key(source_id))) is not None:
            return Match(pk)
        if (pk := self._by_source.get((source, source_id))) is not None:
            return Match(pk)
        of_siret = self._by_siret.get(row.facts.get("siret") or "", {})
        if row.kinds:
            kinds = {self._kinds.get(code) for code in row.kinds}
            matches = [pk for pk, kind in of_siret.items() if kind in kinds]
            # Else a sheet without a kind matches.
            matches = matches or [pk for pk, kind in of_siret.items() if kind is None]
        else:
            matches = list(of_siret)
        if len(matches) > 1:
            return Match(candidates=tuple(sorted(matches)))
        return Match(matches[0] if matches else None)

    def holder(self, siret: str, kind: int | None, *, besides: int | None) -> int | None:
        """Return the id of another sheet with this SIRET and kind, or None."""
        return next(
            (
                pk
                for pk, other in self._by_siret.get(siret, {}).items()
                if other == kind and pk != besides
            ),
            None,
        )


def is_own(facts: dict[str, Any]) -> bool:
    """Return whether a row comes from an export of this site."""
    return bool(facts["source"] == OWN_SOURCE)


def _own_key(source_id: str) -> Any:
    try:
        return UUID(source_id.removeprefix(f"{OWN_SOURCE}--"))
    except ValueError:
        return None
