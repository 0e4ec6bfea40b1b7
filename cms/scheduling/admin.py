"""Failures on the admin's home page and in the lists of pages."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest
from wagtail.admin.ui.components import Component
from wagtail.models import Page
from wagtail.permissions import page_permission_policy

from cms.scheduling.failures import pending_failures
from cms.scheduling.statuses import with_schedule_failures
from cms.translation.permissions import SourceAccess
from cms.translation.progress import edit_url

SHOWN = 20


class ScheduleFailuresPanel(Component):
    """What was not published at its time, of what somebody may change."""

    name = "schedule_failures"
    template_name = "cms/scheduling/home_panel.html"
    order = 120

    def __init__(self, request: HttpRequest) -> None:
        """Take the request of the home page."""
        self.request = request

    def get_context_data(self, parent_context: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """Return the latest failures with the addresses of the forms."""
        failures = list(pending_failures().prefetch_related("content_object")[: 5 * SHOWN])
        if not failures:
            return {"failures": []}
        user = self.request.user
        pages = page_permission_policy.instances_user_has_permission_for(user, "change")
        access = SourceAccess(user)
        own = set(
            pages.filter(
                pk__in=[f.object_id for f in failures if isinstance(f.content_object, Page)]
            ).values_list("pk", flat=True)
        )
        shown = []
        for failure in failures:
            instance: Any = failure.content_object
            is_page = isinstance(instance, Page)
            # The content is deleted, or the user may not change it.
            if not (instance.pk in own if is_page else access.may_change(instance)):
                continue
            shown.append((failure, str(instance), edit_url(instance)))
        return {"failures": shown[:SHOWN]}


def mark_failures(parent_page: Any, pages: Any, request: HttpRequest) -> Any:
    """Annotate the pages of the explorer: the status of a page says that its schedule failed."""
    return with_schedule_failures(pages)
