"""How complete a sheet is: the share of the facts that are filled in, each with its weight.

The weight says how much visitors miss a fact: 3 without which the sheet answers no question, 2 what
people need to get in touch or to trust it, 1 what helps. What follows from another fact (the title,
the slug) and what depends on the legal form (the RNA number) is not counted.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, Exists, F, IntegerField, OuterRef, Q, QuerySet, Value, When
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Fact:
    """A fact of a sheet: `known` tells it of a row in SQL, `is_known` of an instance."""

    field: str
    weight: int
    label: str | Promise
    known: Callable[[QuerySet[Any]], Any]
    is_known: Callable[[Any], bool]


def _text(field: str, weight: int, label: str | Promise) -> Fact:
    return Fact(
        field,
        weight,
        label,
        known=lambda sheets: ~Q(**{field: ""}),
        is_known=lambda sheet: bool(getattr(sheet, field)),
    )


def _value(field: str, weight: int, label: str | Promise, column: str = "") -> Fact:
    return Fact(
        field,
        weight,
        label,
        known=lambda sheets: Q(**{f"{field}__isnull": False}),
        is_known=lambda sheet: getattr(sheet, column or field) is not None,
    )


def _activities(sheets: QuerySet[Any]) -> Any:
    activity = sheets.model._meta.get_field("activities").related_model
    return Q(Exists(activity._default_manager.filter(structure=OuterRef("pk"))))


def _has_convention(sheet: Any) -> bool:
    """Return whether the end of the convention is known, or needs none: only an SIAE has one."""
    is_neighbour = sheet.kind is not None and not sheet.kind.is_siae
    return is_neighbour or sheet.convention_ends_on is not None


FACTS: tuple[Fact, ...] = (
    _value("kind", 3, _("type de structure"), column="kind_id"),
    _value("commune", 3, _("commune"), column="commune_id"),
    Fact(
        "activities",
        3,
        _("activités"),
        known=_activities,
        is_known=lambda sheet: bool(sheet.activities.all()),
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
    Fact(
        "convention_ends_on",
        1,
        _("fin de la convention"),
        known=lambda sheets: Q(convention_ends_on__isnull=False) | Q(kind__is_siae=False),
        is_known=_has_convention,
    ),
)
TOTAL = sum(fact.weight for fact in FACTS)


def missing_facts(sheet: Any) -> list[Fact]:
    """Return the facts that a sheet lacks, those that visitors miss most first."""
    lacking = [fact for fact in FACTS if not fact.is_known(sheet)]
    return sorted(lacking, key=lambda fact: -fact.weight)


def completeness(sheet: Any) -> int:
    """Return the share of the facts that a sheet has, in percent, rounded down."""
    return 100 * sum(fact.weight for fact in FACTS if fact.is_known(sheet)) // TOTAL


def with_completeness(sheets: QuerySet[Any]) -> QuerySet[Any]:
    """Return the sheets, each with its `completeness` in percent, computed by the database."""
    score: Any = Value(0)
    for fact in FACTS:
        score += Case(
            When(fact.known(sheets), then=Value(fact.weight)),
            default=Value(0),
            output_field=IntegerField(),
        )
    # Whole numbers are divided as `//` does, by both databases.
    return sheets.alias(score=score).annotate(
        completeness=Value(100, IntegerField()) * F("score") / Value(TOTAL, IntegerField())
    )
