"""Reports of the admin that name rows: a report tells of what its reader may change.

Wagtail tells of all rows of a snippet's model to whoever may change the model in one language, and
of the pages above those that somebody may change.
"""

from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import CharField, Q, QuerySet
from django.db.models.functions import Cast
from wagtail.admin.views.reports.audit_logging import LogEntriesView
from wagtail.admin.views.reports.workflows import WorkflowTasksView, WorkflowView
from wagtail.models import Page, PageLogEntry, TranslatableMixin
from wagtail.permissions import page_permission_policy
from wagtail.snippets.models import get_snippet_models

from cms.admin.readable_rows import EDITING
from cms.translation.permissions import SourceAccess, has_all_languages


class OwnHistoryView(LogEntriesView):
    """The history of the site."""

    def filter_queryset(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Leave out what was done to rows that the person may not change."""
        if queryset.model is PageLogEntry:
            own = page_permission_policy.instances_user_has_any_permission_for(
                self.request.user, EDITING
            )
            others = Page.objects.exclude(pk__in=own.values("pk"))
            queryset = queryset.exclude(page__in=others)
        else:
            queryset = _without_foreign_snippets(queryset, self.request.user)
        filtered: QuerySet[Any] = super().filter_queryset(queryset)
        return filtered


class OwnWorkflowsView(WorkflowView):
    """Reviews."""

    def get_queryset(self) -> QuerySet[Any]:
        """Leave out those of snippets that the person may not change."""
        return _without_foreign_snippets(super().get_queryset(), self.request.user)


class OwnTasksView(WorkflowTasksView):
    """The steps of reviews."""

    def get_queryset(self) -> QuerySet[Any]:
        """Leave out those of snippets that the person may not change."""
        return _without_foreign_snippets(
            super().get_queryset(), self.request.user, "workflow_state__"
        )


def _without_foreign_snippets(rows: QuerySet[Any], user: Any, prefix: str = "") -> QuerySet[Any]:
    """Leave out rows about snippets in others' languages, deleted ones too: theirs is unknown."""
    if has_all_languages(user):
        return rows
    foreign = Q()
    for model in get_snippet_models():
        if issubclass(model, TranslatableMixin):
            own = model._default_manager.filter(SourceAccess(user).changeable_snippets(model))
            keys = own.annotate(text_key=Cast("pk", CharField())).values("text_key")
            kind = ContentType.objects.get_for_model(model)
            foreign |= Q(**{f"{prefix}content_type": kind}) & ~Q(**{f"{prefix}object_id__in": keys})
    return rows.exclude(foreign)
