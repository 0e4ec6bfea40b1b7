"""The fields that the standard and a sheet have in common, under our names.

`Facts` map a field of `StructurePage` to its value as a revision stores it: the id of a related
row, a sorted list of ids for `networks`, a date as ISO text. A missing field means "not stated", an
empty value means "none".
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from cms.text.normal_form import comparable
from structures.inclusion.plain_text import plain_line, plain_lines
from structures.models import StructurePage

Facts = dict[str, Any]

# Our text field for each one of the standard; `nom` is the brand of a sheet that has one.
TEXTS = {
    "nom": "name",
    "description": "description",
    "siret": "siret",
    "adresse": "address_line_1",
    "complement_adresse": "address_line_2",
    "code_postal": "post_code",
    "telephone": "phone",
    "courriel": "email",
    "site_web": "website",
    "horaires_accueil": "opening_hours",
    "accessibilite_lieu": "accessibility_url",
}
ORIGIN = ("source", "source_id", "source_updated_on")
# The fields in the order of the report.
FIELDS = (
    "name",
    "brand",
    "kind",
    "siret",
    "description",
    "address_line_1",
    "address_line_2",
    "post_code",
    "commune",
    "latitude",
    "longitude",
    "phone",
    "email",
    "website",
    "opening_hours",
    "accessibility_url",
    "networks",
    *ORIGIN,
)
# Fields with several lines.
LONG_TEXTS = {"description"}
REFERENCES = {"kind", "commune"}


def label(field: str) -> str:
    """Return the field's name in the admin."""
    return str(StructurePage._meta.get_field(field).verbose_name)


def facts_of_page(page: StructurePage) -> Facts:
    """Return the facts of a stored sheet; prefetch its networks."""
    facts: Facts = {}
    for field in FIELDS:
        if field == "networks":
            facts[field] = sorted(network.pk for network in page.networks.all())
        elif field in REFERENCES:
            facts[field] = getattr(page, f"{field}_id")
        else:
            facts[field] = _stored(getattr(page, field))
    return facts


def facts_of_content(content: Mapping[str, Any]) -> Facts:
    """Return the facts in a revision's content."""
    facts = {field: content.get(field) for field in FIELDS}
    facts["networks"] = sorted(content.get("networks") or [])
    return facts


def attributes_of(facts: Mapping[str, Any]) -> dict[str, Any]:
    """Return the facts as attributes of `StructurePage`, without its networks."""
    columns: dict[str, Any] = {}
    for field, value in facts.items():
        if field in REFERENCES:
            columns[f"{field}_id"] = value
        elif field == "source_updated_on" and value:
            columns[field] = date.fromisoformat(value)
        elif field != "networks":
            columns[field] = value
    return columns


def is_same(field: str, ours: Any, theirs: Any) -> bool:
    """Return whether two values of a field are equal, ignoring apostrophes and white space."""
    if ours == theirs or (ours in (None, "", []) and theirs in (None, "", [])):
        return True
    if not isinstance(ours, str) or not isinstance(theirs, str):
        return False
    clean = plain_lines if field in LONG_TEXTS else plain_line
    return bool(comparable(clean(ours)) == comparable(clean(theirs)))


def _stored(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value
