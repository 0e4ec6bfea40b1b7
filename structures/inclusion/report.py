"""The report of an import, as JSON and as a table for the terminal."""

from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from django.utils.translation import gettext as _

from structures.inclusion.plan import FieldChange, Plan, RowOutcome, Step

WIDTH = 100
SHORT = 40
# A file may have many unknown names: only the most frequent are listed.
MOST_NAMES = 100


def report_of(plan: Plan, *, file: str, applied: bool) -> dict[str, Any]:
    """Return the report as JSON values."""
    return {
        "file": file,
        "department": plan.department,
        "applied": applied,
        "counts": plan.counts(),
        "unknown_fields": dict(plan.unknown_fields.most_common(MOST_NAMES)),
        "unmatched_codes": dict(plan.unmatched_codes.most_common(MOST_NAMES)),
        "rows": [_row(step) for step in plan.steps],
    }


def _row(step: Step) -> dict[str, Any]:
    return {
        "number": step.number,
        "id": step.row_id,
        "name": step.name,
        "outcome": str(step.outcome),
        "label": str(step.outcome.label),
        "reasons": step.reasons,
        "flags": step.flags,
        "changes": [
            {**asdict(change), "fate": str(change.fate), "fate_label": str(change.fate.label)}
            for change in step.changes
        ],
        "page_id": step.page_id,
        "title": step.title,
    }


def table_lines(plan: Plan) -> Iterator[str]:
    """Yield the lines of the table, without rows that change nothing and have no flag."""
    for step in plan.steps:
        if step.outcome != RowOutcome.LEAVE or step.flags or step.changes:
            yield from _step_lines(step)
    for title, counted in (
        (_("Champs que le standard ne connaît pas"), plan.unknown_fields),
        (_("Réseaux sans correspondance ici"), plan.unmatched_codes),
    ):
        if counted:
            listed = ", ".join(
                f"{name} ({count})" for name, count in counted.most_common(MOST_NAMES)
            )
            yield f"{title} : {listed}"
    yield "─" * WIDTH
    yield summary(plan)


def _step_lines(step: Step) -> Iterator[str]:
    number = f"{step.number:>6}"
    name = _cut(step.title or step.name or "–")
    yield f"{number}  {step.outcome.label:<9} {name:<{SHORT}} {step.row_id}"
    for reason in step.reasons:
        yield f"{'':>8}{reason}"
    for change in step.changes:
        yield f"{'':>8}{_change_line(change)}"
    for flag in step.flags:
        yield f"{'':>8}⚑ {flag}"


def _change_line(change: FieldChange) -> str:
    before, after = _cut(change.before) or "–", _cut(change.after) or "–"
    return f"{change.label} : {before} → {after} ({change.fate.label})"


def summary(plan: Plan) -> str:
    """Return the counts on one line."""
    counts = plan.counts()
    parts = [f"{outcome.label} {counts[outcome]}" for outcome in RowOutcome]
    return " · ".join([*parts, _("signalées %(count)s") % {"count": counts["flagged"]}])


def _cut(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= SHORT else line[: SHORT - 1] + "…"
