"""Forms in which the shared fields of a translation are shown, and stay as they are."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.forms.renderers import BaseRenderer
from django.http import QueryDict
from django.utils.formats import localize
from django.utils.functional import Promise
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.admin_url_finder import AdminURLFinder
from wagtail.admin.forms import WagtailAdminModelForm, WagtailAdminPageForm

from cms.admin.comments import refuse_deletion_of_foreign_comments, refuse_oversized_comments
from cms.admin.posted_rows import with_present_keys
from cms.admin.readable_rows import hide_unreadable_options, known_name, refuse_unreadable_files
from cms.models.path_length import check_path_length
from cms.scheduling.forms import ScheduleFormMixin
from cms.text.slugs import ascii_slug
from cms.translation.shared_fields import give_stored_keys, shared_source_of

NOTHING = "–"


class SharedFieldOutput(forms.Widget):
    """Shows a shared field as text, in the place of what would change it."""

    def __init__(self, texts: list[str]) -> None:
        """Take the lines to show."""
        super().__init__()
        self.texts = texts

    def render(
        self,
        name: str,
        value: Any,
        attrs: dict[str, Any] | None = None,
        renderer: BaseRenderer | None = None,
    ) -> SafeString:
        """Return the text, whatever the value is."""
        lines = format_html_join("", "<div>{}</div>", ((text,) for text in self.texts))
        key = (attrs or {}).get("id")
        return format_html('<output id="{}" class="fact">{}</output>', key, lines)


class SharedFormField(forms.Field):
    """A read-only shared field: it keeps its value and ignores what is sent."""

    def __init__(self, instance: Any, field: Any, shown: forms.Field, origin: str) -> None:
        """Take what the shared field is of, how it was to be asked for, and where it comes from."""
        super().__init__(
            required=False,
            disabled=True,
            label=shown.label,
            help_text=origin,
            widget=SharedFieldOutput(_texts(instance, field)),
        )
        value = getattr(instance, field.name, None)
        self.fact = list(value.all()) if field.many_to_many else value  # type: ignore[union-attr]  # a manager

    def clean(self, value: Any) -> Any:
        """Return the shared field."""
        return self.fact


class SharedFieldsFormMixin:
    """Shows the shared fields of a translation, which come from its source."""

    def __init__(self, data: QueryDict | None = None, *args: Any, **kwargs: Any) -> None:
        instance = kwargs.get("instance")
        source = shared_source_of(instance) if instance is not None else None
        if source is not None:
            give_stored_keys(instance)
        if data is not None and instance is not None and instance.pk:
            fixed = [] if source is None else list(instance.shared_fields)
            data = with_present_keys(data, type(self), instance, fixed)
        super().__init__(data, *args, **kwargs)  # type: ignore[call-arg]  # the form that is mixed in
        form: Any = self
        self.is_of_translation = source is not None
        hide_unreadable_options(form)
        if source is not None:
            _show_shared_fields(form, _origin(source, form.for_user))

    def clean(self) -> dict[str, Any]:
        """Refuse files that the person may not read."""
        cleaned: dict[str, Any] = super().clean()  # type: ignore[misc]  # as above
        refuse_unreadable_files(self)
        return cleaned


class SharedFieldsModelForm(SharedFieldsFormMixin, ScheduleFormMixin, WagtailAdminModelForm):
    """The form of a translatable snippet."""


class SharedFieldsPageForm(SharedFieldsFormMixin, ScheduleFormMixin, WagtailAdminPageForm):
    """The form of a page."""

    def clean_slug(self) -> str:
        """Refuse a slug that is not ASCII, and a new one that moves what others have published."""
        slug: str = self.cleaned_data["slug"]
        if not slug.isascii():
            raise ValidationError(
                _("Écrivez le slug sans accent, en lettres, chiffres et tirets : %(slug)s."),
                code="invalid",
                params={"slug": ascii_slug(slug)},
            )
        if "slug" in self.changed_data and _moves_published(self.instance, self.for_user):
            raise ValidationError(
                _(
                    "Des pages publiées se trouvent sous cette page, et le slug fait partie de "
                    "leur adresse. Gardez « %(slug)s », ou demandez à la Publication de le changer."
                ),
                code="moves_published",
                params={"slug": self.initial["slug"]},
            )
        return slug

    def is_valid(self) -> bool:
        """Validate the fields, the rows, and the comments."""
        if not super().is_valid():
            return False
        refuse_deletion_of_foreign_comments(self)
        refuse_oversized_comments(self)
        return not self.errors

    def clean(self) -> dict[str, Any]:
        """Refuse too long an address of a new page, which has no place in the tree yet."""
        cleaned: dict[str, Any] = super().clean()
        if not self.instance.path and (slug := cleaned.get("slug")):
            try:
                check_path_length(self.instance, self.parent_page, slug)
            except ValidationError as error:
                self.add_error("slug", error.messages)
        return cleaned


def _moves_published(page: Any, user: Any) -> bool:
    """Return whether a new slug of a page at once changes addresses that the user may not change.

    The slug of a published page changes with its next publication alone.
    """
    if page.pk is None or page.live or not page.get_descendants().live().exists():
        return False
    return not page.permissions_for_user(user).can_publish()


def _show_shared_fields(form: Any, origin: str) -> None:
    options = form.instance._meta
    for name in form.instance.shared_fields:
        if name in form.fields:
            field = options.get_field(name)
            form.fields[name] = SharedFormField(form.instance, field, form.fields[name], origin)
        elif name in form.formsets:
            for row in form.formsets[name].forms:
                _show_shared_fields(row, origin)


def _origin(source: Any, user: Any) -> str:
    """Return the help text naming the source page, linked if the user may edit it."""
    language = source.locale.get_display_name()
    text = gettext("Repris de la version en %(language)s") % {"language": str(language).lower()}
    url = AdminURLFinder(user).get_edit_url(source) if user is not None else None
    return format_html('<a href="{}">{}</a>.', url, text) if url else f"{text}."


def _texts(instance: Any, field: Any) -> list[str]:
    """Return how a shared field reads, a line each where it is several."""
    value = getattr(instance, field.name, None)
    if isinstance(field, models.ManyToManyField):
        return [known_name(each) for each in value.all()] or [NOTHING]  # type: ignore[union-attr]  # a manager
    if value is None or value == "":
        return [NOTHING]
    if isinstance(value, bool):
        return [gettext("Oui") if value else gettext("Non")]
    if isinstance(value, models.Model):
        return [known_name(value)]
    shown: str | Promise = localize(value)
    if field.choices:
        shown = dict(field.flatchoices).get(value, value)
    return str(shown).splitlines()
