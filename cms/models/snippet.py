"""The abstract snippet in which an editor writes prose."""

from typing import Any

from django.contrib.contenttypes.fields import GenericRelation
from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.fields import RichTextField
from wagtail.models import (
    DraftStateMixin,
    LockableMixin,
    Revision,
    RevisionMixin,
    TranslatableMixin,
    WorkflowMixin,
    WorkflowState,
)

from cms.graphql_fields import GraphQLTranslated
from cms.models.shared_fields import VersionedSharedFields
from cms.preview.frontend import FrontendPreview


class ProseSnippet(
    VersionedSharedFields,
    FrontendPreview,
    WorkflowMixin,
    DraftStateMixin,
    LockableMixin,
    RevisionMixin,
    TranslatableMixin,
    models.Model,
):
    """A snippet with a version per language, drafts, history, locks, moderation and previews."""

    _revisions = GenericRelation(Revision, related_query_name="%(app_label)s_%(class)s")
    workflow_states = GenericRelation(
        WorkflowState,
        content_type_field="base_content_type",
        object_id_field="object_id",
        related_query_name="%(app_label)s_%(class)s",
        for_concrete_model=False,
    )

    graphql_fields = GraphQLTranslated()

    class Meta(TranslatableMixin.Meta):
        abstract = True

    # Set by a list, for all of its rows in its one query (cms.scheduling.statuses).
    has_schedule_failure = False
    is_scheduled: bool | None = None

    @property
    def approved_schedule(self) -> bool:
        """Return whether a version is to be published at a set time."""
        if self.is_scheduled is not None:
            return self.is_scheduled
        return bool(super().approved_schedule)

    @property
    def status_string(self) -> Any:
        """Return the status as lists show it."""
        if self.has_schedule_failure:
            return _("programmation en échec")
        return super().status_string

    @property
    def revisions(self) -> "models.QuerySet[Revision]":
        """Return the history, newest first."""
        revisions: models.QuerySet[Revision] = self._revisions
        return revisions

    def get_preview_template(self, request: HttpRequest, mode_name: str) -> str:
        """Return the template of the admin's built-in preview."""
        return "cms/snippet_preview.html"

    def get_preview_context(self, request: HttpRequest, mode_name: str) -> dict[str, Any]:
        """Return the snippet, and its prose by the names of its fields."""
        prose = [field for field in self._meta.fields if isinstance(field, RichTextField)]
        texts = [(field.verbose_name, field.value_from_object(self)) for field in prose]
        return {"object": self, "request": request, "texts": texts}
