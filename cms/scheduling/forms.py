"""What the edit form says of dates: what will fail at its time, and what old dates do."""

from datetime import timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from cms.scheduling.conflicts import errors_at


class ScheduleFormMixin:
    """Refuses to schedule what is sure to fail; leaves dates in the past alone.

    An expiry date that has passed and that was not changed is no mistake: the draft keeps it, and
    publishing takes it away, here as elsewhere (`cms.scheduling.dates`).
    """

    instance: Any
    for_user: Any
    cleaned_data: dict[str, Any]
    initial: dict[str, Any]
    fields: dict[str, Any]
    errors: Any

    def clean(self) -> Any:
        """Take an old expiry date out of what Wagtail checks."""
        cleaned_data = super().clean()  # type: ignore[misc]  # of the form
        expires, before = self.cleaned_data.get("expire_at"), self.initial.get("expire_at")
        if not expires or not before or expires >= timezone.now():
            return cleaned_data
        # The field shows no seconds.
        if abs(expires - before) < timedelta(minutes=1):
            if getattr(self, "is_deferred_validation", False):
                del self.cleaned_data["expire_at"]
            else:
                self.cleaned_data["expire_at"] = None
        return cleaned_data

    def _post_clean(self) -> None:
        super()._post_clean()  # type: ignore[misc]  # of the form
        due_at = self.cleaned_data.get("go_live_at")
        is_draft = getattr(self, "is_deferred_validation", False)
        if is_draft or self.errors or not due_at or due_at <= timezone.now():
            return
        parent = getattr(self, "parent_page", None)
        for name, messages in errors_at(self.instance, due_at, self.for_user, parent).items():
            field = name if name in self.fields else None
            for message in messages:
                text = message if field else _("À la date prévue, la publication échouera : %s")
                error = ValidationError(text if field else text % message)
                self.add_error(field, error)  # type: ignore[attr-defined]  # of the form
