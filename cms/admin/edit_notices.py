"""What an edit form says above its fields of the state that a page or a snippet is in."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone
from wagtail.models import DraftStateMixin, RevisionMixin, TaskState, WorkflowMixin, WorkflowState

from cms.models import ScheduleFailure
from cms.scheduling.failures import failures_of


@dataclass(frozen=True)
class Rejection:
    """The changes that a moderator asks for, until the content is submitted again."""

    step: str
    person: str
    at: datetime | None
    comment: str


@dataclass(frozen=True)
class EditNotices:
    """All notices of one page or snippet; what does not hold is empty."""

    rejection: Rejection | None
    failures: list[ScheduleFailure]
    expired_at: datetime | None

    def __iter__(self) -> Iterator[Any]:
        yield from (self.rejection, *self.failures, self.expired_at)


def edit_notices(instance: Any) -> EditNotices:
    """Return what the form of a page or a snippet says above its fields."""
    has_versions = isinstance(instance, RevisionMixin) and instance.pk is not None
    return EditNotices(
        rejection=rejection_of(instance) if isinstance(instance, WorkflowMixin) else None,
        failures=list(failures_of(instance)) if has_versions else [],
        expired_at=_expired_at(instance),
    )


def rejection_of(instance: Any) -> Rejection | None:
    """Return the changes that are asked for now, None when there are none."""
    state = instance.current_workflow_state if instance.pk is not None else None
    if state is None or state.status != WorkflowState.STATUS_NEEDS_CHANGES:
        return None
    task = state.current_task_state
    if task is None or task.status != TaskState.STATUS_REJECTED:
        return None
    person = task.finished_by
    return Rejection(
        step=task.task.name,
        person=(person.get_full_name() or person.get_username()) if person else "",
        at=task.finished_at,
        comment=task.comment,
    )


def _expired_at(instance: Any) -> datetime | None:
    if not isinstance(instance, DraftStateMixin):
        return None
    expires: datetime | None = instance.expire_at
    return expires if expires and expires < timezone.now() else None
