"""A part of the forms of files: what the person who saves may do to them, and releases by it."""

from typing import Any

from cms.media.public_files import reasons_to_refuse
from cms.media.release import may_release


class ReleasingFormMixin:
    """Refuses a change that the person may not make; notes whether she may release the file.

    `refusal` says why and what to do, and is empty for who may change the file.
    """

    def __init__(self: Any, *args: Any, **kwargs: Any) -> None:
        self._user = kwargs.get("user")
        super().__init__(*args, **kwargs)
        is_stored = self._user is not None and self.instance.pk is not None
        self.refusal = "".join(reasons_to_refuse(self._user, [self.instance]) if is_stored else [])

    @property
    def is_read_only(self: Any) -> bool:
        """Return whether the form is only looked at: what somebody has typed stays hers."""
        return bool(self.refusal) and not self.is_bound

    def clean(self: Any) -> Any:
        """Return the values; none where the change is refused, so that the instance stays."""
        cleaned = super().clean()  # type: ignore[misc]  # of the form
        if not self.refusal:
            return cleaned
        self.add_error(None, self.refusal)
        return {}

    def save(self: Any, commit: bool = True) -> Any:
        """Save the file; no other field of the form can release it."""
        if self._user is not None and self.has_changed():
            self.instance.is_released = may_release(self._user)
        return super().save(commit=commit)  # type: ignore[misc]  # of the form
