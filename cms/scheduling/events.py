"""The events that are due, and how each one is carried out, in a transaction of its own."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db.models import F, Model
from django.utils import timezone
from wagtail.models import DraftStateMixin, Page, Revision

from cms.models import ScheduleFailure
from cms.tree_lock import tree_locked

EventKind = ScheduleFailure.Event


@dataclass(frozen=True)
class Event:
    """A publication of a revision, or a withdrawal of what is live."""

    kind: EventKind
    due_at: datetime
    base_content_type_id: int
    object_id: str
    label: str
    revision_id: int | None = None

    def load(self) -> Any:
        """Return the page or the snippet as it is stored, None where it is gone."""
        model = ContentType.objects.get_for_id(self.base_content_type_id).model_class()
        if model is None:
            return None
        instance = model._base_manager.filter(pk=self.object_id).first()
        return instance.specific if isinstance(instance, Page) else instance

    def carry_out(self) -> bool:
        """Publish or withdraw; return whether it was still to be done.

        Raises what the content raises; nothing is written then, and the schedule stays.
        """
        with tree_locked():
            if not self.claim():
                return False
            if self.kind == EventKind.PUBLISH:
                self._publish()
            else:
                self._withdraw()
        return True

    def claim(self) -> bool:
        """Lock the row that holds the schedule; return whether the event is still to be done.

        A statement that writes locks on SQLite too. A second run waits here, then finds nothing.
        """
        if self.kind == EventKind.PUBLISH:
            revisions = Revision.objects.filter(
                pk=self.revision_id, approved_go_live_at=self.due_at
            )
            return bool(revisions.update(approved_go_live_at=self.due_at))
        model: Any = ContentType.objects.get_for_id(self.base_content_type_id).model_class()
        rows = model._base_manager.filter(pk=self.object_id, live=True, expire_at=self.due_at)
        return bool(rows.update(expired=F("expired")))

    def _publish(self) -> None:
        revision = Revision.objects.get(pk=self.revision_id)
        if self.load() is None:
            # Nothing is left that a schedule could wait for.
            Revision.objects.filter(pk=revision.pk).update(approved_go_live_at=None)
            return
        instance = revision.as_object()
        if not isinstance(instance, Page):  # pages check themselves when they are saved
            instance.full_clean()
        revision.publish(log_action="wagtail.publish.scheduled")

    def _withdraw(self) -> None:
        instance = self.load()
        # Wagtail forgets the publication that is scheduled for later.
        later = list(instance.revisions.exclude(approved_go_live_at=None))
        instance.unpublish(set_expired=True, log_action="wagtail.unpublish.scheduled")
        for revision in later:
            at = revision.approved_go_live_at
            Revision.objects.filter(pk=revision.pk).update(approved_go_live_at=at)


def draft_state_models() -> list[type[Model]]:
    """Return the models that can be scheduled; all pages are one."""
    return [
        Page,
        *(
            model
            for model in apps.get_models()
            if issubclass(model, DraftStateMixin) and not issubclass(model, Page)
        ),
    ]


def due_withdrawals() -> Iterator[Event]:
    """Return the live pages and snippets whose last day has passed, the oldest first."""
    for model in draft_state_models():
        rows = model._default_manager.filter(live=True, expire_at__lt=timezone.now())
        for row in rows.order_by("expire_at", "pk"):
            yield Event(
                kind=EventKind.UNPUBLISH,
                due_at=row.expire_at,  # type: ignore[attr-defined]  # of DraftStateMixin
                base_content_type_id=ContentType.objects.get_for_model(model).pk,
                object_id=str(row.pk),
                label=str(row),
            )


def due_publications() -> Iterator[Event]:
    """Return the versions whose time has come, the oldest first."""
    revisions = Revision.objects.filter(approved_go_live_at__lt=timezone.now())
    columns = ("approved_go_live_at", "base_content_type_id", "object_id", "object_str", "pk")
    for due_at, content_type, object_id, label, pk in revisions.order_by(
        "approved_go_live_at", "pk"
    ).values_list(*columns):
        yield Event(EventKind.PUBLISH, due_at, content_type, object_id, label, pk)
