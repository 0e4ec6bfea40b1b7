"""The status of a row in a list: what it says is read with the list, not a row at a time."""

from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import CharField, Exists, OuterRef, Prefetch
from django.db.models.functions import Cast
from wagtail.models import Page, Revision, WorkflowState

from cms.scheduling.failures import pending_failures


def with_schedule_failures(rows: Any) -> Any:
    """Annotate pages or snippets with whether an event of theirs has failed."""
    return rows.annotate(has_schedule_failure=Exists(pending_failures().filter(**_of(rows.model))))


def with_statuses(snippets: Any) -> Any:
    """Annotate snippets with all that their status says, as Wagtail does it for pages."""
    revisions = Revision.objects.filter(approved_go_live_at__isnull=False, **_of(snippets.model))
    states = WorkflowState.objects.active().select_related("current_task_state__task")
    return (
        with_schedule_failures(snippets)
        .annotate(is_scheduled=Exists(revisions))
        .prefetch_related(
            Prefetch("workflow_states", queryset=states, to_attr="_current_workflow_states")
        )
    )


def _of(model: Any) -> dict[str, Any]:
    base = Page if issubclass(model, Page) else model
    return {
        "base_content_type": ContentType.objects.get_for_model(base),
        "object_id": Cast(OuterRef("pk"), CharField()),
    }
