"""Tags of images and documents: few enough, and short enough, for the lists that show them."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.utils.translation import gettext as _
from taggit.forms import TagField
from wagtail.admin.widgets import AdminTagWidget
from wagtail.documents.views.bulk_actions import AddTagsBulkAction as TagDocuments
from wagtail.images.views.bulk_actions import AddTagsBulkAction as TagImages

MAX_TAGS = 20
MAX_LETTERS = 50
# Each tag with its quotation marks, a comma and a blank; what is longer is not even parsed.
MAX_TEXT = MAX_TAGS * (MAX_LETTERS + 4)


def check_tags(names: Iterable[str], there: Iterable[str] = ()) -> None:
    """Raise ValidationError for too many tags, those that are there included, or too long ones."""
    names = set(names)
    number = len(names.union(there))
    if number > MAX_TAGS:
        raise ValidationError(
            _("%(number)d étiquettes, c’est trop : au plus %(most)d par fichier."),
            params={"number": number, "most": MAX_TAGS},
        )
    long = next((name for name in names if len(name) > MAX_LETTERS), None)
    if long is not None:
        raise ValidationError(
            _("L’étiquette « %(start)s… » est trop longue : au plus %(most)d caractères."),
            params={"start": long[:20], "most": MAX_LETTERS},
        )


class FewTagsField(TagField):
    """Tags for one file or for many."""

    widget = AdminTagWidget
    default_validators = [MaxLengthValidator(MAX_TEXT)]

    def clean(self, value: Any) -> Any:
        """Return the names of the tags."""
        names = super().clean(value)
        if self.required and not names:  # a comma is a text, and no tag
            raise ValidationError(self.error_messages["required"], code="required")
        check_tags(names)
        return names


class TagsFormMixin:
    """A part of the forms of files: bounds their tags."""

    fields: dict[str, Any]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields.get("tags")
        if field is not None:
            self.fields["tags"] = FewTagsField(
                label=field.label,
                required=field.required,
                help_text=field.help_text,
                widget=field.widget,
            )


class TagForm(forms.Form):
    """The tags that several files get."""

    tags = FewTagsField(label=TagImages.form_class.base_fields["tags"].label)


class TagManyMixin:
    """Adds tags to the selected files, or to none where one would have too many."""

    form_class = TagForm

    def form_valid(self: Any, form: TagForm) -> Any:
        """Add the tags."""
        files, _others = self.get_actionable_objects()
        for file in files:
            try:
                check_tags(form.cleaned_data["tags"], file.tags.names())
            except ValidationError as error:
                form.add_error("tags", ValidationError([f"« {file} » : {error.messages[0]}"]))
                return self.form_invalid(form)
        return super().form_valid(form)  # type: ignore[misc]  # of the action

    def get_execution_context(self: Any) -> dict[str, Any]:
        """Return the tags."""
        return {"tags": self.cleaned_form.cleaned_data["tags"]}


class TagManyImages(TagManyMixin, TagImages):
    """Adds tags to images."""


class TagManyDocuments(TagManyMixin, TagDocuments):
    """Adds tags to documents."""
