"""Finds the sheet that a row is about."""

from collections import defaultdict
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from wagtail.models import Locale

from structures.inclusion.checking import CheckedRow
from structures.inclusion.vocabulary import Vocabulary
from structures.models import StructurePage

# What our own export is called: `iae48--<translation key>`.
OWN_SOURCE = "iae48"


@dataclass(frozen=True)
class Match:
    """The sheet of a row, None for a new one; of several `candidates` none is sure."""

    page_id: int | None = None
    candidates: tuple[int, ...] = ()


class SheetIndex:
    """All sheets of the default language by what identifies them; one query.

    An alias is no sheet of its own: it shows what its source says.
    """

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._kinds = {code: kind.pk for code, kind in vocabulary.kinds.items()}
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
            found = [pk for pk, kind in of_siret.items() if kind in kinds]
            # A sheet whose kind nobody has said yet is the row's.
            found = found or [pk for pk, kind in of_siret.items() if kind is None]
        else:
            found = list(of_siret)
        if len(found) > 1:
            return Match(candidates=tuple(sorted(found)))
        return Match(found[0] if found else None)

    def holder(self, siret: str, kind: int | None, *, besides: int | None) -> int | None:
        """Return another sheet that bears this SIRET with this kind."""
        return next(
            (
                pk
                for pk, other in self._by_siret.get(siret, {}).items()
                if other == kind and pk != besides
            ),
            None,
        )


def is_own(facts: dict[str, Any]) -> bool:
    """Return whether a row comes from an export of ours."""
    return bool(facts["source"] == OWN_SOURCE)


def _own_key(source_id: str) -> Any:
    try:
        return UUID(source_id.removeprefix(f"{OWN_SOURCE}--"))
    except ValueError:
        return None
