"""Carries out what is due: one event that fails holds up no other one."""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.db import IntegrityError, OperationalError

from cms.scheduling.events import Event, due_publications, due_withdrawals
from cms.scheduling.failures import forget_settled, note_failure
from cms.scheduling.swaps import publish_swap, swaps

logger = logging.getLogger(__name__)


@dataclass
class RunResult:
    """What a run has done: `failed` says whether each failure is new, `broken` is for operators."""

    done: list[Event] = field(default_factory=list)
    failed: list[tuple[Event, str, bool]] = field(default_factory=list)
    broken: list[tuple[Event, Exception]] = field(default_factory=list)


def run(advance: Callable[[], None] = lambda: None) -> RunResult:
    """Withdraw and publish what is due; note and notify each failure once."""
    outcome = RunResult()
    errors = _carry_out(list(due_withdrawals()), outcome, advance)
    errors += _carry_out(list(due_publications()), outcome, advance)
    # What was published late may have its last day behind it.
    tried = {event for event, _error in errors}
    errors += _carry_out([e for e in due_withdrawals() if e not in tried], outcome, advance)
    for event, error in errors:
        if isinstance(error, OperationalError):
            # The database is locked or away: that is no fault of the content.
            logger.error("%s: %s", event.label, error)
            outcome.broken.append((event, error))
            continue
        if not isinstance(error, (ValidationError, IntegrityError)):
            logger.error("%s cannot be published or withdrawn", event.label, exc_info=error)
            outcome.broken.append((event, error))
        reason, is_new = note_failure(event, error)
        outcome.failed.append((event, reason, is_new))
    forget_settled(outcome.done)
    return outcome


def _carry_out(
    events: Sequence[Event], outcome: RunResult, advance: Callable[[], None]
) -> list[tuple[Event, Exception]]:
    """Carry events out for as long as one makes room for another; return those that fail."""
    waiting, errors = list(events), dict[Event, Exception]()
    while waiting:
        errors = {}
        for event in waiting:
            try:
                done = event.carry_out()
            except Exception as error:  # any failure of one must not stop the others
                errors[event] = error
                continue
            if done:
                outcome.done.append(event)
            advance()
        if len(errors) == len(waiting):
            break
        waiting = list(errors)
    for group in swaps(list(errors)):
        try:
            done = publish_swap(group)
        except Exception as error:
            errors |= dict.fromkeys(group, error)
            continue
        for event in group:
            errors.pop(event, None)
            if done:
                outcome.done.append(event)
            advance()
    return list(errors.items())
