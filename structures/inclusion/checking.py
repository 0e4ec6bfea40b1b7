"""Validates the rows of a file, with the standard's own models, then with our rules.

A row with unreliable identity is refused; any other invalid value is left out and reported.
"""

import math
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import pydantic
from data_inclusion.schema import v1
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from stdnum.fr import siret as stdnum_siret

from structures.enums import StructureKindCode
from structures.inclusion.facts import TEXTS, Facts, attributes_of
from structures.inclusion.plain_text import TAG, plain_line, plain_lines
from structures.inclusion.reference_data import ReferenceData
from structures.models import StructurePage
from structures.models.territory import department_of
from structures.positions import is_centre, validate_place
from structures.validators import ABBREVIATION, validate_position

FIRST_DAY = date(2000, 1, 1)
REQUIRED = {"source", "id", "nom", "date_maj"}
# An invalid value in one of these refuses the row: it could belong to another structure.
IDENTIFYING = REQUIRED | {"siret", "code_insee"}
CODES = {code.value for code in v1.ReseauPorteur}
MAX_DESCRIPTION = 5000  # a TextField does not enforce its max_length
KNOWN = set(v1.Structure.model_fields)
SHOWN = 60


@dataclass
class CheckedRow:
    """A validated row: refused if it has `refusals`, else its `facts` are valid.

    `kinds` are the official codes of the kinds that it names: none, one or several.
    """

    number: int
    id: str = ""
    name: str = ""
    facts: Facts = field(default_factory=dict)
    kinds: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    refusals: list[str] = field(default_factory=list)


class RowChecker:
    """Validates the rows of one file and detects duplicates among them.

    `unknown_fields` and `unmatched_codes` count the names and network codes without an equivalent.
    """

    def __init__(self, reference_data: ReferenceData, department: str = "") -> None:
        self._reference_data = reference_data
        self._department = department
        self._ids: dict[str, int] = {}
        self._sirets: dict[tuple[str, str], int] = {}
        self.unknown_fields: Counter[str] = Counter()
        self.unmatched_codes: Counter[str] = Counter()

    def check(self, number: int, row: Any) -> CheckedRow:
        """Return the validated row; `number` counts from 1."""
        checked = CheckedRow(number)
        if not isinstance(row, dict):
            checked.refusals.append(_("Cette ligne n’est pas un objet JSON, entre accolades."))
            return checked
        self.unknown_fields.update(_shown(name) for name in row.keys() - KNOWN)
        values = {name: _cleaned(name, value) for name, value in row.items() if name in KNOWN}
        self._note_markup(row, values, checked)
        codes = self._read_codes(values.pop("reseaux_porteurs", None), checked)
        checked.id = _shown(values.get("id"))
        checked.name = _shown(values.get("nom"))
        wrong = _refused_by_standard(values)
        self._check_origin(values, wrong, checked)
        self._check_place(values, wrong, checked)
        self._check_texts(values, wrong, checked)
        self._check_position(values, wrong, checked)
        self._read_kinds(codes, checked)
        if not checked.refusals:
            self._check_repeats(checked)
        return checked

    def _note_markup(self, row: Facts, values: Facts, checked: CheckedRow) -> None:
        for theirs, ours in TEXTS.items():
            value = row.get(theirs)
            if isinstance(value, str) and TAG.search(value):
                checked.notes.append(
                    _("%(field)s : balises retirées, reste « %(value)s ».")
                    % {"field": _label(ours), "value": _shown(values[theirs])}
                )

    # --- Origin and place ------------------------------------------------------------------

    def _check_origin(self, values: Facts, wrong: set[str], checked: CheckedRow) -> None:
        for name, target in (("source", "source"), ("id", "source_id")):
            if name in wrong or not values.get(name):
                checked.refusals.append(_("« %(name)s » est absent.") % {"name": name})
            else:
                self._accept(checked, target, values[name], refuse=True)
        source, number = values.get("source"), values.get("id")
        if isinstance(source, str) and isinstance(number, str) and source and number:
            key = number.removeprefix(f"{source}--")
            if key in {number, ""}:
                checked.refusals.append(
                    _("L’identifiant « %(id)s » devrait commencer par « %(source)s-- ».")
                    % {"id": _shown(number), "source": _shown(source)}
                )
        day = _read_date(values.get("date_maj"))
        in_range = day is not None and FIRST_DAY <= day <= timezone.localdate()
        if day is None or (in_range and "date_maj" in wrong):
            checked.refusals.append(_("« date_maj » est absente ou n’est pas une date."))
        elif day > timezone.localdate():
            checked.refusals.append(
                _("La date de mise à jour, %(day)s, est dans le futur.") % {"day": day}
            )
        elif day < FIRST_DAY:
            checked.refusals.append(
                _("La date de mise à jour, %(day)s, est d’avant l’an 2000.") % {"day": day}
            )
        else:
            checked.facts["source_updated_on"] = day.isoformat()

    def _check_place(self, values: Facts, wrong: set[str], checked: CheckedRow) -> None:
        code = values.get("code_insee")
        if not isinstance(code, str) or not code:
            checked.refusals.append(_("Le code INSEE de la commune est absent."))
            return
        if self._department and department_of(code) != self._department:
            checked.refusals.append(
                _("La commune %(code)s est hors du département demandé, %(department)s.")
                % {"code": _shown(code), "department": self._department}
            )
            return
        commune = self._reference_data.communes.get(code)
        if commune is None:
            checked.refusals.append(
                _("Le code INSEE %(code)s est inconnu ici.") % {"code": _shown(code)}
            )
            return
        checked.facts["commune"] = commune.pk
        post_code = values.get("code_postal")
        if post_code and post_code not in commune.post_codes:
            checked.notes.append(
                _("Code postal laissé de côté : %(code)s n’est pas de %(commune)s.")
                % {"code": _shown(post_code), "commune": commune.name}
            )
            wrong.add("code_postal")
            values["code_postal"] = None

    # --- Values ----------------------------------------------------------------------------

    def _check_texts(self, values: Facts, wrong: set[str], checked: CheckedRow) -> None:
        name = values.get("nom")
        if isinstance(name, str) and name.endswith(".") and not ABBREVIATION.search(name):
            checked.notes.append(_("Le point final du nom a été retiré."))
            values["nom"] = name = name.rstrip(". ")
            checked.name = _shown(name)
        description = values.get("description")
        if isinstance(description, str) and len(description) > MAX_DESCRIPTION:
            checked.notes.append(
                _("Présentation coupée à %(limit)s caractères.") % {"limit": MAX_DESCRIPTION}
            )
            values["description"] = description[: MAX_DESCRIPTION - 1].rsplit(" ", 1)[0] + "…"
            wrong.discard("description")
        if not isinstance(name, str) or not 3 <= len(name) <= 150:
            checked.refusals.append(_("Un nom compte de 3 à 150 caractères."))
            wrong.add("nom")
        for theirs, ours in TEXTS.items():
            value = values.get(theirs)
            if theirs == "nom" and theirs in wrong:
                continue
            if value is None:
                if theirs not in wrong:
                    checked.facts[ours] = ""
            elif theirs in wrong and theirs != "siret":
                self._leave_out(checked, ours, value)
            else:
                self._accept(checked, ours, value, refuse=theirs in IDENTIFYING)

    def _accept(self, checked: CheckedRow, field_name: str, value: Any, *, refuse: bool) -> None:
        """Add a value to the facts if the model field accepts it, else report it."""
        model_field = StructurePage._meta.get_field(field_name)
        if not isinstance(value, str):
            reason = _("un texte est attendu")
        else:
            try:
                checked.facts[field_name] = model_field.clean(value, None)
                return
            except ValidationError as error:
                reason = " ".join(error.messages)
        if refuse:
            checked.refusals.append(f"{_label(field_name)} : {reason}")
        else:
            self._leave_out(checked, field_name, value, reason)

    def _leave_out(
        self, checked: CheckedRow, field_name: str, value: Any, reason: str = ""
    ) -> None:
        message = _("%(field)s : « %(value)s » laissé de côté. %(reason)s") % {
            "field": _label(field_name),
            "value": _shown(value),
            "reason": reason or _("Le standard le refuse."),
        }
        checked.notes.append(message.strip())

    def _check_position(self, values: Facts, wrong: set[str], checked: CheckedRow) -> None:
        raw = [values.get("latitude"), values.get("longitude")]
        if raw == [None, None]:
            checked.facts |= {"latitude": None, "longitude": None}
            return
        latitude, longitude = (_read_number(value) for value in raw)
        commune = self._reference_data.communes.get(_shown(values.get("code_insee")))
        try:
            if latitude is None or longitude is None or wrong & {"latitude", "longitude"}:
                raise ValidationError(_("Une position a une latitude et une longitude."))
            validate_position(latitude, longitude)
            if commune is not None and is_centre(commune, latitude, longitude):
                # Empty values, so that an earlier position from the same source is removed.
                checked.facts |= {"latitude": None, "longitude": None}
            validate_place(commune, latitude, longitude)
        except ValidationError as error:
            checked.notes.append(
                _("Position laissée de côté : %(reason)s") % {"reason": " ".join(error.messages)}
            )
        else:
            checked.facts |= {"latitude": latitude, "longitude": longitude}

    # --- Kinds and networks ------------------------------------------------------------------

    def _read_codes(self, value: Any, checked: CheckedRow) -> list[str] | None:
        if value is None:
            return None
        if not isinstance(value, list):
            checked.notes.append(_("« reseaux_porteurs » laissé de côté : une liste est attendue."))
            return None
        codes = list(dict.fromkeys(code for code in value if isinstance(code, str)))
        strange = [_shown(code) for code in value if not isinstance(code, str) or code not in CODES]
        if strange:
            checked.notes.append(
                _("Codes que le standard ne connaît pas, laissés de côté : %(codes)s.")
                % {"codes": ", ".join(strange)}
            )
        return [code for code in codes if code in CODES]

    def _read_kinds(self, codes: list[str] | None, checked: CheckedRow) -> None:
        kinds, networks = split_codes(codes or ())
        checked.kinds = kinds
        if codes is not None:
            known = self._reference_data.networks
            checked.facts["networks"] = sorted(known[code].pk for code in networks if code in known)
            self.unmatched_codes.update(code for code in networks if code not in known)

    # --- Rows of the same file ---------------------------------------------------------------

    def _check_repeats(self, checked: CheckedRow) -> None:
        first = self._ids.setdefault(checked.facts["source_id"], checked.number)
        if first != checked.number:
            checked.refusals.append(
                _("L’identifiant est déjà celui de la ligne %(number)s.") % {"number": first}
            )
            return
        siret = checked.facts.get("siret")
        if not siret:
            return
        for kind in checked.kinds or [""]:
            first = self._sirets.setdefault((siret, kind), checked.number)
            if first != checked.number:
                checked.refusals.append(
                    _("Le même SIRET, avec le même type, est déjà à la ligne %(number)s.")
                    % {"number": first}
                )
                return


def columns_of_row(row: Any, reference_data: ReferenceData) -> dict[str, Any]:
    """Return the values of one row, including its kind, as attributes of `StructurePage`.

    Networks are not included. Raises ValidationError for a refused row.
    """
    checked = RowChecker(reference_data).check(1, row)
    if checked.refusals:
        raise ValidationError(checked.refusals)
    kinds = [
        reference_data.kinds[code].pk for code in checked.kinds if code in reference_data.kinds
    ]
    return attributes_of({**checked.facts, "kind": kinds[0] if len(kinds) == 1 else None})


def split_codes(codes: Iterable[str]) -> tuple[list[str], list[str]]:
    """Split `reseaux_porteurs` into official codes of kinds, and codes of federations."""
    listed = list(codes)
    official = set(StructureKindCode.values)
    kinds = [code.upper() for code in listed if code.upper() in official]
    return kinds, [code for code in listed if code.upper() not in official]


CLEANERS: dict[str, Callable[[str], str]] = {"description": plain_lines}


def _cleaned(name: str, value: Any) -> Any:
    """Return a text as plain text, None for an empty text, and other values unchanged."""
    if not isinstance(value, str):
        return value
    cleaned = CLEANERS.get(name, plain_line)(value)
    if name == "siret":
        cleaned = stdnum_siret.compact(cleaned)
    return cleaned or None


def _refused_by_standard(values: Facts) -> set[str]:
    """Return the names of the fields that the standard's model rejects."""
    try:
        v1.Structure.model_validate(values)
    except pydantic.ValidationError as error:
        return {str(item["loc"][0]) for item in error.errors() if item["loc"]}
    return set()


def _read_date(value: Any) -> date | None:
    if not isinstance(value, str):
        return None
    try:
        return date.fromisoformat(value[:10])
    except ValueError:
        return None


def _read_number(value: Any) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        number = float(value)
    except (ValueError, OverflowError):
        return None
    return number if math.isfinite(number) else None


def _label(field_name: str) -> str:
    name = str(StructurePage._meta.get_field(field_name).verbose_name)
    return name[:1].upper() + name[1:]


def _shown(value: Any) -> str:
    """Return the beginning of a value, for a message."""
    text = plain_line(value if isinstance(value, str) else str(value or ""))
    return text if len(text) <= SHOWN else text[:SHOWN] + "…"
