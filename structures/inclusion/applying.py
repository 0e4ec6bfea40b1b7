"""Applies a plan in one transaction: completely, or not at all."""

from collections.abc import Callable, Iterable, Sequence
from itertools import islice
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.models import Locale

from cms.planner_statistics import refresh_planner_statistics
from structures.inclusion.author import import_author
from structures.inclusion.plan import Plan, RowOutcome, Write
from structures.inclusion.writing import SheetWriter
from structures.models import StructureIndexPage

CHUNK = 500
T = TypeVar("T")


def apply_plan(plan: Plan, advance: Callable[[], None] = lambda: None) -> None:
    """Apply the plan, inside `tree_locked`; `advance` is called once for each row.

    Sets the page ids of the steps that create sheets.
    """
    creations = [step for step in plan.steps if step.outcome == RowOutcome.CREATE]
    others = [step for step in plan.steps if step.outcome != RowOutcome.CREATE]
    if not plan.writes_anything():
        for _step in plan.steps:
            advance()
        return
    transaction.on_commit(refresh_planner_statistics)
    writer = SheetWriter(import_author())
    if creations:
        parent = _parent()
        for chunk in _chunks(creations):
            for step, page in zip(
                chunk, writer.create(parent, [step.facts for step in chunk]), strict=True
            ):
                step.page_id = page.pk
                advance()
    for steps in _chunks(others):
        writes: list[tuple[Write, Any]] = [
            (write, step.facts) for step in steps for write in step.writes
        ]
        writer.publish([pair for pair in writes if pair[0].publishes])
        writer.propose([pair for pair in writes if not pair[0].publishes])
        for _step in steps:
            advance()


def _parent() -> StructureIndexPage:
    """Return the parent of new sheets: the directory in the default language."""
    pages = StructureIndexPage.objects.filter(locale=Locale.get_default(), alias_of=None)
    parent = pages.order_by("path").first()
    if parent is None:
        raise ValidationError(
            _("Il n’y a pas de page des structures : créez-la d’abord sous l’accueil."),
            code="no_directory",
        )
    return parent


def _chunks(items: Sequence[T]) -> Iterable[list[T]]:
    remaining = iter(items)
    while chunk := list(islice(remaining, CHUNK)):
        yield chunk
