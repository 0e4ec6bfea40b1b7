"""Releases messages for review, many at a time: people read them on one page and choose."""

from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin
from wagtail.log_actions import log

from cms.contact.mail import mail_message
from cms.contact.models import ContactMessage

# Messages on one page; the oldest come first.
AT_A_TIME = 50


class ReleaseView(PermissionCheckedMixin, WagtailAdminTemplateMixin, TemplateView):
    """Shows the messages for review with their texts, and releases those that are chosen."""

    page_title = _("Relire et transmettre")
    header_icon = "mail"
    template_name = "contact/release.html"
    model = ContactMessage
    permission_required = "change"
    index_url_name = ""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the messages and the way back."""
        return super().get_context_data(
            held=held_messages().select_related("page")[:AT_A_TIME],
            index_url_name=self.index_url_name,
            **kwargs,
        )

    def post(self, request: HttpRequest) -> HttpResponse:
        """Release the chosen messages, and go on with those that are left."""
        chosen = set(request.POST.getlist("message"))
        released = [message for message in held_messages() if str(message.pk) in chosen]
        if not released:
            messages.warning(request, gettext("Choisissez au moins un message."))
            return redirect(request.path)
        mailed = sum(release(message, request.user) for message in released)
        text = ngettext(
            "%(count)s message est relu ; courriels transmis aux destinataires : %(mailed)s.",
            "%(count)s messages sont relus ; courriels transmis aux destinataires : %(mailed)s.",
            len(released),
        )
        messages.success(request, text % {"count": len(released), "mailed": mailed})
        return redirect(request.path if held_messages().exists() else self.index_url_name)


def held_messages() -> QuerySet[ContactMessage]:
    """Return the messages for review, the oldest first."""
    return ContactMessage.objects.filter(is_held=True, is_suspect=False).order_by("sent_at", "pk")


@transaction.atomic
def release(message: ContactMessage, user: Any) -> bool:
    """Take a message out of those for review; return whether it is mailed."""
    message.is_held = False
    message.save(update_fields=["is_held"])
    log(instance=message, action="wagtail.edit", user=user)
    return mail_message(message)
