"""Tells the editors of a page or a snippet by mail that it was not published at its time."""

import logging
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import override
from wagtail.admin.admin_url_finder import AdminURLFinder
from wagtail.log_actions import registry
from wagtail.models import Revision

from cms.admin.notified_people import permitted

if TYPE_CHECKING:
    from cms.models import ScheduleFailure
    from cms.scheduling.events import Event

logger = logging.getLogger(__name__)


def notify(failure: "ScheduleFailure", instance: Any, event: "Event") -> None:
    """Write to each editor; a mail server that is away stops nothing."""
    for user in editors_of(instance, event.revision_id):
        with override(settings.LANGUAGE_CODE):
            address = AdminURLFinder(user).get_edit_url(instance)
            context = {
                "failure": failure,
                "title": event.label,
                "address": f"{settings.WAGTAILADMIN_BASE_URL}{address}" if address else "",
            }
            message = EmailMessage(
                subject=_("Programmation en échec : %(title)s")
                % {"title": " ".join(event.label.split())},
                body=render_to_string("cms/scheduling/failure.txt", context),
                to=[user.email],
            )
        try:
            message.send()
        except OSError:  # SMTP's errors are among them
            logger.exception("no message to %s about %s", user.pk, event.label)


def editors_of(instance: Any, revision_id: int | None) -> list[Any]:
    """Return who wrote the version and who scheduled it; without them, the administrators.

    Those who may no longer change the row are left out.
    """
    entries = registry.get_logs_for_instance(instance)
    if revision_id is not None:
        scheduling = ("wagtail.publish.schedule", "wagtail.workflow.approve")
        entries = entries.filter(revision=revision_id, action__in=scheduling)
        author = Revision.objects.filter(pk=revision_id).values_list("user_id", flat=True)
        ids = {*author, *entries.values_list("user_id", flat=True)}
    else:
        published = entries.filter(action="wagtail.publish").order_by("-timestamp")
        ids = set(published.values_list("user_id", flat=True)[:1])
    people = get_user_model().objects.filter(is_active=True).exclude(email="")
    found = permitted(people.filter(pk__in=ids - {None}).order_by("pk"), instance)
    return found or list(people.filter(is_superuser=True).order_by("pk"))
