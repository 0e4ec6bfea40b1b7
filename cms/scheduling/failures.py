"""Stores why an event failed, for the people who can do something about it."""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.core.exceptions import NON_FIELD_ERRORS, FieldDoesNotExist, ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import override
from wagtail.models import Revision

from cms.models import ScheduleFailure
from cms.scheduling.events import Event
from cms.scheduling.notification import notify

EventKind = ScheduleFailure.Event


def note_failure(event: Event, error: Exception) -> tuple[str, bool]:
    """Store the reason; return it, and whether it is new. Editors get a message when it is."""
    instance = event.load()
    with override(settings.LANGUAGE_CODE):
        reason = describe(error, instance)
    with transaction.atomic():
        failure, is_new = ScheduleFailure.objects.select_for_update().get_or_create(
            base_content_type_id=event.base_content_type_id,
            object_id=event.object_id,
            event=event.kind,
            defaults={"due_at": event.due_at, "reason": reason},
        )
        is_new = is_new or failure.reason != reason or failure.due_at != event.due_at
        ScheduleFailure.objects.filter(pk=failure.pk).update(
            due_at=event.due_at,
            reason=reason,
            last_failed_at=timezone.now(),
            attempts=F("attempts") + 1,
        )
    if is_new and instance is not None:
        failure.refresh_from_db()
        notify(failure, instance, event)
    return reason, is_new


def describe(error: Exception, instance: Any) -> str:
    """Return the reason in words, a line for each field."""
    if isinstance(error, ValidationError):
        if not hasattr(error, "error_dict"):
            return " ".join(error.messages)
        return "\n".join(
            _("%(field)s : %(message)s") % {"field": _label(instance, name), "message": message}
            if name != NON_FIELD_ERRORS
            else message
            for name, messages in error.message_dict.items()
            for message in messages
        )
    if isinstance(error, IntegrityError):
        return _("Une valeur qui doit être unique est déjà prise, ou un contenu lié n’existe plus.")
    return _("Une erreur technique l’empêche : prévenez l’administration du site.")


def pending_failures() -> "QuerySet[ScheduleFailure]":
    """Return the failures of events that are still to happen."""
    scheduled = Revision.objects.filter(
        base_content_type=OuterRef("base_content_type"),
        object_id=OuterRef("object_id"),
        approved_go_live_at__isnull=False,
    )
    return ScheduleFailure.objects.filter(Q(event=EventKind.UNPUBLISH) | Exists(scheduled))


def failures_of(instance: Any) -> "QuerySet[ScheduleFailure]":
    """Return the failures of a page or a snippet."""
    return pending_failures().filter(
        base_content_type=instance.get_base_content_type(), object_id=str(instance.pk)
    )


def forget_settled(done: Iterable[Event]) -> None:
    """Delete the failures of events that have happened, or that will not."""
    for event in done:
        ScheduleFailure.objects.filter(
            base_content_type_id=event.base_content_type_id,
            object_id=event.object_id,
            event=event.kind,
        ).delete()
    ScheduleFailure.objects.filter(event=EventKind.PUBLISH).exclude(
        pk__in=pending_failures().values("pk")
    ).delete()


def _label(instance: Any, name: str) -> str:
    try:
        field = instance._meta.get_field(name)
    except (AttributeError, FieldDoesNotExist):
        return name
    return str(capfirst(field.verbose_name))
