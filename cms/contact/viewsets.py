"""Messages in the admin: found, read, marked as handled, deleted, exported; never added."""

from typing import Any

import django_filters
from django.db.models import QuerySet
from django.forms import RadioSelect
from django.template.defaultfilters import linebreaksbr
from django.urls import path, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin import messages
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.admin.ui.tables import BooleanColumn, Column, DateColumn
from wagtail.admin.views.generic import EditView, IndexView, InspectView
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.admin.widgets.button import HeaderButton
from wagtail.models import Page
from wagtail.permissions import ModelPermissionPolicy

from cms.contact.mail import mail_message
from cms.contact.models import ContactMessage
from cms.contact.page import form_page_models
from cms.contact.release import ReleaseView
from cms.templatetags.phones import national_phone

YES_OR_NO = [("false", _("Non")), ("true", _("Oui"))]


class MessagePolicy(ModelPermissionPolicy):
    """Nobody adds a message by hand, administrators included."""

    def user_has_permission(self, user: Any, action: str) -> bool:
        """Return whether somebody may do it."""
        return action != "add" and bool(super().user_has_permission(user, action))


class ApartFilter(django_filters.ChoiceFilter):
    """Messages for review, or those that robots seem to have sent, or all others by default."""

    def filter(self, qs: QuerySet[Any], value: str) -> QuerySet[Any]:
        """Return the rows asked for."""
        return qs.filter(is_suspect=value == "suspect", is_held=value == "held")


def _pages(request: Any) -> Any:
    return Page.objects.type(tuple(form_page_models()))


class MessageFilterSet(WagtailFilterSet):
    """What messages are filtered by."""

    is_handled = django_filters.BooleanFilter(
        label=_("Traité"), widget=RadioSelect(choices=[("", _("Tous")), *YES_OR_NO])
    )
    page = django_filters.ModelChoiceFilter(
        label=_("Formulaire"), queryset=_pages, empty_label=_("Tous"), widget=RadioSelect
    )
    sent_at = django_filters.DateFromToRangeFilter(label=_("Reçu le"), widget=DateRangePickerWidget)
    apart = ApartFilter(
        label=_("Mis à part"),
        choices=[("held", _("À relire")), ("suspect", _("Indésirables"))],
        empty_label=_("Ni à relire, ni indésirables"),
        widget=RadioSelect,
    )

    class Meta:
        model = ContactMessage
        fields = ["is_handled", "page", "sent_at", "apart"]


class MessageIndexView(IndexView):
    """The list of messages."""

    page_title = _("Messages reçus")
    default_ordering = "-sent_at"
    is_searchable = True
    custom_field_preprocess = {"phone": {"csv": national_phone, "xlsx": national_phone}}
    release_url_name = ""

    def get_base_queryset(self) -> QuerySet[Any]:
        """Return the messages with the pages that they came by."""
        found: QuerySet[Any] = super().get_base_queryset()
        return found.select_related("page")

    @cached_property
    def header_buttons(self) -> list[HeaderButton]:
        """Return the way to the messages that wait for review, with their number."""
        buttons: list[HeaderButton] = super().header_buttons
        held = self.get_base_queryset().filter(is_held=True).count()
        if held:
            label = ngettext("%(count)s message à relire", "%(count)s messages à relire", held)
            url = f"{self.get_index_url()}?apart=held"
            buttons.append(HeaderButton(label % {"count": held}, url=url, icon_name="warning"))
            if self.user_has_permission("change"):
                url, label = reverse(self.release_url_name), gettext("Relire et transmettre")
                buttons.append(HeaderButton(label, url=url, icon_name="mail"))
        return buttons


class LinesPanel(FieldPanel):
    """A text that is read, and not changed, line by line."""

    def format_value_for_display(self, value: Any) -> Any:
        """Return the text with its line breaks."""
        return linebreaksbr(value)


class MessageInspectView(InspectView):
    """Reads a message, for whoever may do no more."""

    def get_field_display_value(self, field_name: str, field: Any) -> Any:
        """Return the value in words, a text with its line breaks."""
        value = super().get_field_display_value(field_name, field)
        if isinstance(value, bool):
            return _("Oui") if value else _("Non")
        if value is None:
            return "–"
        return linebreaksbr(value) if field_name == "message" else value


class MessageEditView(EditView):
    """Reads a message, marks it as handled, and releases one that was held or suspect."""

    page_title = _("Lire")
    success_message = _("%(object)s est enregistré.")

    def save_instance(self) -> Any:
        """Save the message, and mail it once it is released."""
        message = super().save_instance()
        is_released = {"is_held", "is_suspect"} & set(self.form.changed_data)
        if is_released and mail_message(message):
            messages.success(self.request, gettext("Le message est transmis aux destinataires."))
        return message


def _page_title(message: Any) -> str:
    return message.page.title if message.page else "–"


def _is_mailed(message: Any) -> bool:
    return message.mailed_at is not None


class ContactMessageViewSet(ModelViewSet):
    """The messages."""

    model = ContactMessage
    icon = "mail"
    menu_label = _("Messages reçus")
    menu_order = 230
    add_to_admin_menu = True
    add_to_reference_index = False
    copy_view_enabled = False
    inspect_view_enabled = True
    index_view_class = MessageIndexView
    edit_view_class = MessageEditView
    inspect_view_class = MessageInspectView
    filterset_class = MessageFilterSet
    search_fields = ["name", "email", "subject", "message"]
    search_backend_name = None
    list_per_page = 30
    list_display = [
        "name",
        Column("subject", label=_("Sujet"), sort_key="subject"),
        "email",
        Column("page", label=_("Formulaire"), accessor=_page_title),
        DateColumn("sent_at", label=_("Reçu"), sort_key="sent_at"),
        BooleanColumn(
            "mailed", label=_("Courriel parti"), accessor=_is_mailed, sort_key="mailed_at"
        ),
        BooleanColumn("is_handled", label=_("Traité"), sort_key="is_handled"),
    ]
    list_export = [
        "sent_at", "name", "email", "phone", "subject", "message", "language", "consent",
        "mailed_at", "is_handled", "is_suspect", "is_held",
    ]  # fmt: skip
    export_filename = "messages-recus"
    inspect_view_fields = [
        "sent_at", "name", "email", "phone", "subject", "message", "consent", "page", "mailed_at",
        "is_handled", "is_suspect", "is_held",
    ]  # fmt: skip
    panels = [
        MultiFieldPanel(
            [
                FieldPanel("name", read_only=True),
                FieldPanel("email", read_only=True),
                FieldPanel("phone", read_only=True),
                FieldPanel("subject", read_only=True),
                LinesPanel("message", read_only=True),
            ],
            heading=_("Message"),
        ),
        FieldPanel("is_handled"),
        MultiFieldPanel(
            [
                FieldPanel("sent_at", read_only=True),
                FieldPanel("mailed_at", read_only=True),
                FieldPanel("page", read_only=True),
                FieldPanel("consent", read_only=True),
                FieldPanel("is_held"),
                FieldPanel("is_suspect"),
            ],
            heading=_("Réception"),
        ),
    ]

    @property
    def permission_policy(self) -> MessagePolicy:
        """Return who may do what."""
        return MessagePolicy(self.model)

    @property
    def release_view(self) -> Any:
        """Return the view that releases many messages."""
        return self.construct_view(ReleaseView)

    def get_common_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        """Add the address at which many messages are released."""
        name = self.get_url_name("release")
        return super().get_common_view_kwargs(**{"release_url_name": name, **kwargs})

    def get_urlpatterns(self) -> list[Any]:
        """Add that address to Wagtail's."""
        return [*super().get_urlpatterns(), path("release/", self.release_view, name="release")]
