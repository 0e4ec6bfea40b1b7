"""The reasons to review a sheet."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, F, Q, QuerySet
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from structures.positions import FARTHEST_KILOMETRES

# A confirmation is valid for a year; the end of a convention is announced 60 days before.
CONFIRMATION_DAYS = 365
CONVENTION_NOTICE = 60


def unconfirmed(today: date) -> Q:
    """Return the condition for sheets never confirmed, or confirmed more than a year ago."""
    limit = today - timedelta(days=CONFIRMATION_DAYS)
    return Q(confirmed_on__isnull=True) | Q(confirmed_on__lt=limit)


def _convention_ending(today: date) -> Q:
    return Q(convention_ends_on__range=(today, today + timedelta(days=CONVENTION_NOTICE)))


@dataclass(frozen=True)
class ReviewReason:
    """A reason to review: its code in URLs, its label, and the condition for a given day."""

    code: str
    label: str | Promise
    holds: Callable[[date], Q]


def is_far() -> Q:
    """Return the condition for positions outside a box around the centre of the commune."""
    far = Q()
    # The length of a degree in kilometres, at 44.5° north for longitudes.
    for name, kilometres in (("latitude", 111.2), ("longitude", 79.3)):
        width = FARTHEST_KILOMETRES / kilometres
        centre = F(f"commune__{name}")
        far |= Q(**{f"{name}__lt": centre - width}) | Q(**{f"{name}__gt": centre + width})
    return far


REASONS: tuple[ReviewReason, ...] = (
    ReviewReason("unconfirmed", _("Non confirmée depuis un an"), unconfirmed),
    ReviewReason(
        "convention_ending", _("Convention qui finit dans les 60 jours"), _convention_ending
    ),
    ReviewReason(
        "convention_ended",
        _("Convention terminée"),
        lambda today: Q(convention_ends_on__lt=today),
    ),
    ReviewReason("no_position", _("Sans position"), lambda today: Q(latitude__isnull=True)),
    ReviewReason("far_position", _("Position loin de sa commune"), lambda today: is_far()),
    ReviewReason("no_phone", _("Sans téléphone"), lambda today: Q(phone="")),
)


def to_review(sheets: QuerySet[Any], codes: list[str] | None = None) -> QuerySet[Any]:
    """Return the sheets with at least one of the reasons named by `codes`, or any reason."""
    today = timezone.localdate()
    condition = Q()
    for reason in REASONS:
        if not codes or reason.code in codes:
            condition |= reason.holds(today)
    return sheets.filter(condition)


def count_reasons(sheets: QuerySet[Any]) -> dict[str, int]:
    """Return the number of sheets for each reason, in one query."""
    today = timezone.localdate()
    counts: dict[str, int] = sheets.aggregate(
        **{reason.code: Count("pk", filter=reason.holds(today)) for reason in REASONS}
    )
    return counts
