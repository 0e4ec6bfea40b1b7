"""The abstract snippet in which an editor writes prose."""

from django.contrib.contenttypes.fields import GenericRelation
from django.db import models
from wagtail.models import (
    DraftStateMixin,
    LockableMixin,
    Revision,
    RevisionMixin,
    TranslatableMixin,
    WorkflowMixin,
    WorkflowState,
)


class ProseSnippet(
    WorkflowMixin, DraftStateMixin, LockableMixin, RevisionMixin, TranslatableMixin, models.Model
):
    """A snippet with a version per language, drafts, history, locks and moderation."""

    _revisions = GenericRelation(Revision, related_query_name="%(app_label)s_%(class)s")
    workflow_states = GenericRelation(
        WorkflowState,
        content_type_field="base_content_type",
        object_id_field="object_id",
        related_query_name="%(app_label)s_%(class)s",
        for_concrete_model=False,
    )

    class Meta(TranslatableMixin.Meta):
        abstract = True

    @property
    def revisions(self) -> "models.QuerySet[Revision]":
        """Return the history, newest first."""
        revisions: models.QuerySet[Revision] = self._revisions
        return revisions
