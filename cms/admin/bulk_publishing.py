"""Several pages published at once: each that can be, and the reason for each that can not."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.admin import messages
from wagtail.admin.views.pages.bulk_actions import PublishBulkAction

from cms.admin.locks import LOCKED, is_locked
from cms.scheduling.conflicts import errors_at
from cms.scheduling.failures import describe

# A page, and the reason why it is not published; None for a page that another user has locked.
Failure = tuple[Any, str | None]


class PublishEachPage(PublishBulkAction):
    """Publishes each page in a savepoint; Wagtail's own answers 500 at the first refusal."""

    def get_execution_context(self) -> dict[str, Any]:
        """Add the list that takes the pages that are refused."""
        self.failures: list[Failure] = []
        return {**super().get_execution_context(), "failures": self.failures}

    @classmethod
    def execute_action(
        cls,
        objects: Any,
        include_descendants: bool = False,
        user: Any = None,
        failures: list[Failure] | None = None,
        **kwargs: Any,
    ) -> tuple[int, int]:
        """Return how many pages are published, and how many below them.

        What is below a page that is refused stays as it is.
        """
        refused: list[Failure] = [] if failures is None else failures
        number = number_below = 0
        for page in objects:
            if not _publish(page, user, refused):
                continue
            number += 1
            if include_descendants:
                for below in page.get_descendants().not_live().specific():
                    if user is None or below.permissions_for_user(user).can_publish():
                        number_below += _publish(below, user, refused)
        return number, number_below

    def get_success_message(self, num_parent_objects: int, num_child_objects: int) -> str | None:
        """Return what was published, None where nothing was; show why the rest was not."""
        for page, reason in self.failures:
            title = page.get_admin_display_title()
            if reason is None:
                messages.error(self.request, LOCKED % {"row": title})
                continue
            text = _(
                "« %(page)s » n’est pas publiée : %(reason)s "
                "Son brouillon est inchangé : corrigez-le, puis publiez-le."
            )
            messages.error(self.request, text % {"page": title, "reason": reason})
        if not num_parent_objects:
            return None
        message: str = super().get_success_message(num_parent_objects, num_child_objects)
        return message


def _publish(page: Any, user: Any, refused: list[Failure]) -> bool:
    """Publish the latest version of a page; where that is refused, note the reason."""
    if user is not None and is_locked(page.specific, user):
        refused.append((page, None))
        return False
    try:
        with transaction.atomic():
            revision = page.get_latest_revision() or page.specific.save_revision(user=user)
            version = revision.as_object()
            due_at = version.go_live_at
            if due_at and due_at > timezone.now() and (errors := errors_at(version, due_at, user)):
                raise ValidationError(errors)
            revision.publish(user=user)
    except (ValidationError, IntegrityError) as error:
        refused.append((page, describe(error, page.specific)))
        return False
    return True
