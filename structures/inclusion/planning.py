"""Compares the rows of a file with existing sheets, and builds the plan.

Three versions of a field matter: the published one, the latest draft's, and the source's. A missing
value removes only what the same source gave before. If a person has edited the sheet since the last
import, the source's values go to a draft.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

from django.utils.translation import gettext as _

from structures.enums import StructureKindCode
from structures.inclusion.checking import CheckedRow, RowChecker
from structures.inclusion.facts import FIELDS, ORIGIN, Facts, is_same, label
from structures.inclusion.matching import Match, SheetIndex, is_own
from structures.inclusion.plan import Fate, FieldChange, Plan, RowOutcome, Step, Write
from structures.inclusion.reference_data import ReferenceData, load_reference_data
from structures.inclusion.sheets import Sheet, load_sheets

CHUNK = 500


def make_plan(
    rows: Iterable[Any], department: str = "", advance: Callable[[], None] = lambda: None
) -> Plan:
    """Return the plan of a file's rows; `advance` is called once for each row.

    The number of queries depends on the number of chunks, not of rows.
    """
    return _Planner(department).plan(rows, advance)


class _Planner:
    def __init__(self, department: str) -> None:
        self._reference_data: ReferenceData = load_reference_data()
        self._checker = RowChecker(self._reference_data, department)
        self._index = SheetIndex(self._reference_data)
        self._department = department
        self._rows_by_sheet: dict[int, int] = {}
        self._sirets: dict[tuple[str, int | None], int] = {}

    def plan(self, rows: Iterable[Any], advance: Callable[[], None]) -> Plan:
        steps: list[Step] = []
        checked = (self._checker.check(number, row) for number, row in enumerate(rows, start=1))
        for chunk in _chunks(checked):
            steps += self._plan_chunk(chunk, advance)
        return Plan(
            steps,
            self._department,
            self._checker.unknown_fields,
            self._checker.unmatched_codes,
        )

    def _plan_chunk(self, chunk: list[CheckedRow], advance: Callable[[], None]) -> Iterator[Step]:
        matches = {
            row.number: self._index.find(row) if not row.refusals else Match() for row in chunk
        }
        wanted = [match.page_id for match in matches.values() if match.page_id is not None]
        sheets = load_sheets(wanted)
        for row in chunk:
            match = matches[row.number]
            sheet = sheets[match.page_id] if match.page_id is not None else None
            yield self._step(row, match, sheet)
            advance()

    def _step(self, row: CheckedRow, match: Match, sheet: Sheet | None) -> Step:
        step = Step(row.number, row.id, row.name, flags=list(row.notes))
        if row.refusals:
            step.refuse(*row.refusals)
            return step
        step.facts = dict(row.facts)
        if match.candidates:
            step.reasons.append(_("Plusieurs fiches portent ce SIRET : choisissez le type."))
            step.flags.append(
                _("Type à choisir entre les fiches n° %(numbers)s.")
                % {"numbers": ", ".join(map(str, match.candidates))}
            )
            return step
        self._choose_kind(row, step, sheet)
        self._fit_post_code(step, sheet)
        if self._refuse_duplicate(step, sheet):
            return step
        if sheet is None:
            step.outcome = RowOutcome.CREATE
            step.title = step.facts["name"]
            step.reasons.append(_("Aucune fiche n’a cet identifiant ni ce SIRET avec ce type."))
            return step
        step.page_id, step.title = sheet.pk, sheet.title
        self._compare_facts(step, sheet)
        return step

    # --- The kind, and what identifies a sheet -------------------------------------------------

    def _choose_kind(self, row: CheckedRow, step: Step, sheet: Sheet | None) -> None:
        """Set the kind if the row names exactly one, else keep the sheet's and flag the row."""
        known = self._reference_data.kinds
        kinds = {code: known[code].pk for code in row.kinds if code in known}
        ours = sheet.draft["kind"] if sheet else None
        if len(kinds) == 1 and len(row.kinds) == 1:
            step.facts["kind"] = next(iter(kinds.values()))
        elif ours is not None and (not row.kinds or ours in kinds.values()):
            return
        elif not row.kinds:
            step.flags.append(_("Aucun type parmi les réseaux porteurs : à compléter."))
        elif len(row.kinds) > 1:
            step.flags.append(
                _("Plusieurs types sur une ligne (%(kinds)s) : à choisir.")
                % {"kinds": ", ".join(row.kinds)}
            )
        else:
            step.flags.append(
                _("Le type %(kind)s n’existe pas ici : à créer.") % {"kind": row.kinds[0]}
            )
        aci = known.get(StructureKindCode.ACI)
        if sheet and sheet.is_aciphc and aci and step.facts.get("kind", aci.pk) != aci.pk:
            step.flags.append(_("Type gardé : la fiche est « premières heures en chantier »."))
            del step.facts["kind"]

    def _fit_post_code(self, step: Step, sheet: Sheet | None) -> None:
        """Set the postcode of a new commune if it has only one; else keep the sheet's commune."""
        facts = step.facts
        if sheet is None or facts.get("post_code") or facts["commune"] == sheet.draft["commune"]:
            return
        communes = self._reference_data.communes.values()
        codes = next(each.post_codes for each in communes if each.pk == facts["commune"])
        if len(codes) == 1:
            facts["post_code"] = codes[0]
        else:
            step.flags.append(_("Commune gardée : la source en donne une autre, sans code postal."))
            del facts["commune"]

    def _refuse_duplicate(self, step: Step, sheet: Sheet | None) -> bool:
        """Refuse a row whose sheet, or SIRET and kind, is already taken; return whether it is."""
        if sheet is not None:
            first = self._rows_by_sheet.setdefault(sheet.pk, step.number)
            if first != step.number:
                step.refuse(
                    _("La ligne %(number)s est déjà celle de cette fiche.") % {"number": first}
                )
                return True
        siret = step.facts.get("siret") or (sheet.draft["siret"] if sheet else "")
        if not siret:
            return False
        kind = step.facts.get("kind", sheet.draft["kind"] if sheet else None)
        first = self._sirets.setdefault((siret, kind), step.number)
        holder = self._index.holder(siret, kind, besides=sheet.pk if sheet else None)
        if first != step.number:
            step.refuse(
                _("Le même SIRET, avec le même type, est déjà à la ligne %(number)s.")
                % {"number": first}
            )
        elif holder is not None:
            step.refuse(
                _("La fiche n° %(number)s porte déjà ce SIRET avec ce type.") % {"number": holder}
            )
        return step.outcome == RowOutcome.REFUSE

    # --- Field by field ------------------------------------------------------------------------

    def _compare_facts(self, step: Step, sheet: Sheet) -> None:
        facts = _facts_for(step.facts, sheet)
        if facts is None:
            step.reasons.append(_("La source est plus ancienne que la fiche."))
            step.flags.append(_("Fichier plus ancien que celui du dernier import."))
            return
        changed = [
            _Field(name, target, value)
            for name in FIELDS
            if name in facts and (target := _target(name, facts, sheet))
            if not _has_value(target, value := _merged(name, facts[name], sheet), sheet)
        ]
        if changed and sheet.is_locked:
            step.reasons.append(_("La source dit autre chose que la fiche, qui est verrouillée."))
            step.flags.append(_("Fiche verrouillée : déverrouillez-la pour l’importer."))
            return
        is_editorial = sheet.is_edited or not all(field.is_from_source(sheet) for field in changed)
        publishes = sheet.is_live and not sheet.is_pending and not is_editorial
        self._compare(step, sheet, changed, publishes)
        self._conclude(step, sheet)
        # A later file may omit values of this file or of an earlier one.
        step.facts = {**sheet.last_import, **step.facts}

    def _compare(self, step: Step, sheet: Sheet, changed: "list[_Field]", publishes: bool) -> None:
        """Add the changes and the write that bring the sheet's fields to the source's values."""
        values: Facts = {}
        for field in changed:
            fate = Fate.PUBLISHED if publishes else Fate.REVIEW
            if not publishes and _is_decided(field, sheet):
                fate = Fate.KEPT
            else:
                values[field.target] = field.value
            step.changes.append(
                self._change(field.target, sheet.draft[field.target], field.value, fate)
            )
        if not publishes and values.keys() <= set(ORIGIN):
            # A change of origin alone needs no review.
            step.changes = [each for each in step.changes if each.field not in values]
            return
        if values:
            step.writes.append(Write(sheet.pk, values, publishes))

    def _change(self, name: str, before: Any, after: Any, fate: Fate) -> FieldChange:
        display = self._reference_data.display
        return FieldChange(
            field=name,
            label=label(name),
            before=display(name, before),
            after=display(name, after),
            fate=fate,
        )

    def _conclude(self, step: Step, sheet: Sheet) -> None:
        if any(not write.publishes for write in step.writes):
            step.outcome = RowOutcome.REVIEW
            step.reasons.append(_why_review(sheet))
        elif step.writes:
            step.outcome = RowOutcome.CHANGE
            step.reasons.append(_("La source dit autre chose que la fiche."))
        elif step.changes:
            step.reasons.append(_("La rédaction a écrit autre chose que la source : gardé."))
        elif sheet.is_pending_from_import:
            step.reasons.append(_("Un brouillon d’import attend déjà d’être relu."))
        else:
            step.reasons.append(_("La fiche dit ce que dit la source."))


def _facts_for(facts: Facts, sheet: Sheet) -> Facts | None:
    """Return the row's facts that apply to the sheet, or None if the row is older than the sheet.

    A sheet keeps its first source, and rows of our own export do not change it.
    """
    without_origin = {name: value for name, value in facts.items() if name not in ORIGIN}
    ours = sheet.draft
    if is_own(facts):
        # Its empty values do not count either: the sheet was published with them.
        return without_origin
    source = (facts["source"], facts["source_id"])
    if ours["source_id"] and (ours["source"], ours["source_id"]) != source:
        return without_origin
    if (ours["source_updated_on"] or "") > facts["source_updated_on"]:
        return None
    return dict(facts)


def _merged(name: str, value: Any, sheet: Sheet) -> Any:
    """Return the value that the sheet should have: its own if the source gives none.

    A value that the source gave before, and gives no more, is removed. Networks without a code in
    the standard stay, and so do those that people have added.
    """
    ours, previous = sheet.draft[name], sheet.last_import.get(name)
    if name == "networks":
        gone = set(previous or ()) - set(value)
        return sorted((set(ours) - gone) | set(value))
    if value not in ("", None):
        return value
    was_theirs = previous not in ("", None) and is_same(name, ours, previous)
    return value if was_theirs and not sheet.is_edited else ours


def _target(name: str, facts: Facts, sheet: Sheet) -> str:
    """Return the field to compare with a value of the source; empty if the sheet has it already."""
    if name != "name":
        return name
    is_known = any(
        is_same("name", version[field], facts[name])
        for version in (sheet.draft, sheet.facts)
        for field in ("brand", "name")
    )
    return "" if is_known else "brand" if sheet.draft["brand"] else "name"


def _has_value(target: str, value: Any, sheet: Sheet) -> bool:
    return any(is_same(target, version[target], value) for version in (sheet.draft, sheet.facts))


@dataclass(frozen=True)
class _Field:
    """A field for which the source gives another value than the sheet has.

    `name` is the source's field, `target` the sheet's: a name of the source may be a brand here.
    """

    name: str
    target: str
    value: Any

    def is_from_source(self, sheet: Sheet) -> bool:
        """Return whether the published value is the source's last one, and not a person's."""
        if self.name in ORIGIN:
            return True
        return self._is_last_import(sheet.facts[self.target], sheet)

    def is_being_edited(self, sheet: Sheet) -> bool:
        """Return whether a person has changed the field in an unpublished draft."""
        draft = sheet.draft[self.target]
        if not sheet.is_pending or is_same(self.target, draft, sheet.facts[self.target]):
            return False
        return not (sheet.is_pending_from_import and self._is_last_import(draft, sheet))

    def _is_last_import(self, ours: Any, sheet: Sheet) -> bool:
        previous = sheet.last_import.get(self.name)
        if self.name == "networks":
            # Added networks do not count; a removed network is an edit.
            return set(previous or ()) <= set(ours)
        return is_same(self.target, ours, previous)


def _is_decided(field: _Field, sheet: Sheet) -> bool:
    """Return whether a person is editing the field, or has already decided on this value."""
    if field.is_being_edited(sheet):
        return True
    previous = sheet.last_import.get(field.name)
    if field.name == "networks":
        return (
            sheet.was_proposed
            and previous is not None
            and set(field.value) - set(sheet.draft["networks"]) <= set(previous)
        )
    return sheet.was_proposed and is_same(field.name, previous, field.value)


def _why_review(sheet: Sheet) -> str:
    if not sheet.is_live:
        return _("La fiche n’est pas publiée : les changements attendent en brouillon.")
    if sheet.is_pending:
        return _("Un brouillon attend déjà sur cette fiche : les changements s’y ajoutent.")
    return _("La rédaction a modifié la fiche depuis le dernier import : à relire.")


def _chunks(rows: Iterable[CheckedRow]) -> Iterator[list[CheckedRow]]:
    remaining = iter(rows)
    while chunk := list(islice(remaining, CHUNK)):
        yield chunk
