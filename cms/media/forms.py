"""A part of the forms of files: the right of the person who saves decides what is released."""

from typing import Any

from cms.media.release import may_release


class ReleasingFormMixin:
    """Notes with each change whether the person who makes it may release the file."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self._user = kwargs.get("user")
        super().__init__(*args, **kwargs)

    def save(self: Any, commit: bool = True) -> Any:
        """Save the file; no other field of the form can release it."""
        if self._user is not None and self.has_changed():
            self.instance.is_released = may_release(self._user)
        return super().save(commit=commit)  # type: ignore[misc]  # of the form
