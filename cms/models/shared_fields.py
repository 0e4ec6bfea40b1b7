"""What a model says once for all languages, and what each language has of its own."""

from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import transaction
from wagtail.models import Revision, TaskState

from cms.models.missing_rows import without_missing_rows
from cms.scheduling.dates import forget_past_expiry
from cms.translation.forms import SharedFieldsModelForm
from cms.translation.shared_fields import (
    give_to_translations,
    refuse_what_is_taken,
    shared_source_of,
    take_from_source,
)


class SharedFields:
    """A translatable row whose translations share some fields with the row in the first language.

    Each field of the model is named once: in `shared_fields`, or in `translated_fields`. So is each
    field of its child rows; their models also name, in `matched_by`, the shared fields that
    identify a row. A system check refuses a field that is in neither list or in both.
    """

    shared_fields: ClassVar[tuple[str, ...]]
    translated_fields: ClassVar[tuple[str, ...]]

    base_form_class: ClassVar[Any] = SharedFieldsModelForm

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save the row, with the shared fields of its source, and update its translations."""
        written = kwargs.get("update_fields")
        if written is not None and not set(written) & set(self.shared_fields):
            super().save(*args, **kwargs)  # type: ignore[misc]  # of the model
            return
        with transaction.atomic():
            take_from_source(self)
            super().save(*args, **kwargs)  # type: ignore[misc]  # of the model
            give_to_translations([self])

    def full_clean(self, *args: Any, **kwargs: Any) -> None:
        """Refuse what is wrong in the row's own fields.

        The shared fields of a translation are checked in its source, where they can be changed.
        """
        try:
            super().full_clean(*args, **kwargs)  # type: ignore[misc]  # of the model
        except ValidationError as error:
            if shared_source_of(self) is None:
                raise
            own = {
                name: errors
                for name, errors in error.error_dict.items()
                if name not in self.shared_fields
            }
            if own:
                raise ValidationError(own) from error

    def validate_constraints(self, exclude: Any = None) -> None:
        """Refuse the double of another row in the language of the row, or of a translation.

        A form does not ask for the language: without it, a constraint that names it is not checked.
        """
        super().validate_constraints(exclude=set(exclude or ()) - {"locale"})  # type: ignore[misc]  # of the model
        refuse_what_is_taken(self)


class VersionedSharedFields(SharedFields):
    """The same for a model with versions: each version of a translation has them, too."""

    def save_revision(self, *args: Any, **kwargs: Any) -> Revision:
        """Keep a version, with the shared fields of the source.

        Autosave overwrites its author's last version; one that was published, scheduled or
        submitted meanwhile stays as it is, and what is written since becomes another.
        """
        with transaction.atomic():
            take_from_source(self)
            overwritten = kwargs.get("overwrite_revision")
            if overwritten is not None and self._is_settled(overwritten, kwargs.get("user")):
                kwargs["overwrite_revision"] = None
            revision: Revision = super().save_revision(*args, **kwargs)  # type: ignore[misc]  # of the model
            return revision

    def _is_settled(self, revision: Revision, user: Any) -> bool:
        """Return whether the author's last version is one that others have seen and acted on."""
        if revision.pk != self.latest_revision_id or revision.user_id != (user and user.pk):  # type: ignore[attr-defined]  # of the model
            return False  # Wagtail refuses
        row = type(self)._base_manager.filter(pk=self.pk, live_revision=revision)  # type: ignore[attr-defined]  # of the model
        return (
            revision.approved_go_live_at is not None
            or row.exists()
            or TaskState.objects.filter(revision=revision)
            .exclude(status=TaskState.STATUS_IN_PROGRESS)
            .exists()
        )

    @classmethod
    def from_serializable_data(
        cls, data: dict[str, Any], check_fks: bool = True, strict_fks: bool = False
    ) -> Any:
        """Return the row of a version; where keys are checked, those of deleted rows are empty."""
        if check_fks:
            [data] = without_missing_rows(cls, [data])  # type: ignore[arg-type]  # a model
        return super().from_serializable_data(data, check_fks, strict_fks)  # type: ignore[misc]  # of the model

    def with_content_json(self, content: dict[str, Any]) -> Any:
        """Return a version; whether the row has expired is no matter of a version."""
        version = super().with_content_json(content)  # type: ignore[misc]  # of the model
        version.expired = self.expired  # type: ignore[attr-defined]  # of the model
        return version

    def publish(self, revision: Revision, *args: Any, **kwargs: Any) -> Any:
        """Publish a version; one that a person publishes has not expired."""
        if kwargs.get("user") is not None or (args and args[0] is not None):
            forget_past_expiry(revision)
        return super().publish(revision, *args, **kwargs)  # type: ignore[misc]  # of the model
