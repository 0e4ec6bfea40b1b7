"""The completeness of a sheet: the weighted share of its fields that are filled in.

The weight states the value to visitors: 3 if the sheet is useless without the field, 2 for getting
in touch and for trust, 1 for anything else that helps. Fields that are derived (title, slug) or
that depend on the legal form (RNA number) are not counted.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, Exists, F, IntegerField, OuterRef, Q, QuerySet, Value, When
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class ScoredField:
    """A field that counts; `sql_test` tests it in a query, `is_filled` on an instance."""

    field: str
    weight: int
    label: str | Promise
    sql_test: Callable[[QuerySet[Any]], Any]
    is_filled: Callable[[Any], bool]


def _text(field: str, weight: int, label: str | Promise) -> ScoredField:
    return ScoredField(
        field,
        weight,
        label,
        sql_test=lambda sheets: ~Q(**{field: ""}),
        is_filled=lambda sheet: bool(getattr(sheet, field)),
    )


def _value(field: str, weight: int, label: str | Promise, column: str = "") -> ScoredField:
    return ScoredField(
        field,
        weight,
        label,
        sql_test=lambda sheets: Q(**{f"{field}__isnull": False}),
        is_filled=lambda sheet: getattr(sheet, column or field) is not None,
    )


def _activities(sheets: QuerySet[Any]) -> Any:
    activity = sheets.model._meta.get_field("activities").related_model
    return Q(Exists(activity._default_manager.filter(structure=OuterRef("pk"))))


def _has_convention(sheet: Any) -> bool:
    """Return whether the end of the convention is filled in, or not needed (only SIAE have one)."""
    is_neighbour = sheet.kind is not None and not sheet.kind.is_siae
    return is_neighbour or sheet.convention_ends_on is not None


SCORED_FIELDS: tuple[ScoredField, ...] = (
    _value("kind", 3, _("type de structure"), column="kind_id"),
    _value("commune", 3, _("commune"), column="commune_id"),
    ScoredField(
        "activities",
        3,
        _("activités"),
        sql_test=_activities,
        is_filled=lambda sheet: bool(sheet.activities.all()),
    ),
    _text("phone", 2, _("téléphone")),
    _text("email", 2, _("adresse électronique")),
    _text("description", 2, _("présentation")),
    _text("siret", 2, _("SIRET")),
    _value("latitude", 2, _("position sur la carte")),
    _text("address_line_1", 1, _("adresse")),
    _text("post_code", 1, _("code postal")),
    _text("introduction", 1, _("introduction")),
    _text("support", 1, _("accompagnement")),
    _text("website", 1, _("site internet")),
    _text("opening_hours", 1, _("horaires d’accueil")),
    _text("accessibility_url", 1, _("fiche d’accessibilité du lieu")),
    _text("legal_form", 1, _("forme juridique")),
    _value("logo", 1, _("logo"), column="logo_id"),
    ScoredField(
        "convention_ends_on",
        1,
        _("fin de la convention"),
        sql_test=lambda sheets: Q(convention_ends_on__isnull=False) | Q(kind__is_siae=False),
        is_filled=_has_convention,
    ),
)
TOTAL = sum(field.weight for field in SCORED_FIELDS)


def missing_fields(sheet: Any) -> list[ScoredField]:
    """Return the fields that are not filled in, those with the highest weight first."""
    missing = [field for field in SCORED_FIELDS if not field.is_filled(sheet)]
    return sorted(missing, key=lambda field: -field.weight)


def completeness(sheet: Any) -> int:
    """Return the completeness of a sheet in percent, rounded down."""
    return 100 * sum(field.weight for field in SCORED_FIELDS if field.is_filled(sheet)) // TOTAL


def with_completeness(sheets: QuerySet[Any]) -> QuerySet[Any]:
    """Annotate the sheets with `completeness` in percent, computed by the database."""
    score: Any = Value(0)
    for field in SCORED_FIELDS:
        score += Case(
            When(field.sql_test(sheets), then=Value(field.weight)),
            default=Value(0),
            output_field=IntegerField(),
        )
    # Both databases divide integers like Python's `//`.
    return sheets.alias(score=score).annotate(
        completeness=Value(100, IntegerField()) * F("score") / Value(TOTAL, IntegerField())
    )
