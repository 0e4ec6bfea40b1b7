"""Mails a stored message to the recipients of its page."""

from typing import Any

from django.core.mail import EmailMessage
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cms.contact.models import ContactMessage
from cms.contact.page import ContactForm

HEADER = "X-Contact-Message"


@transaction.atomic
def mail_message(message: ContactMessage) -> bool:
    """Hand a message to the mail queue, once; return whether it was.

    `note_departure` notes when it leaves.
    """
    page = message.page.specific if message.page is not None else None
    if not message.is_mailable or not isinstance(page, ContactForm) or not page.recipient_list:
        return False
    now = timezone.now()
    waiting = ContactMessage.objects.filter(pk=message.pk, queued_at=None)
    if not waiting.update(queued_at=now):
        return False
    message.queued_at = now
    subject = f"{page.mail_subject} : {message.subject}" if message.subject else page.mail_subject
    EmailMessage(
        " ".join(subject.split()),
        _body(message),
        to=page.recipient_list,
        reply_to=[message.email],
        headers={HEADER: str(message.pk)},
    ).send()
    return True


def note_departure(message: EmailMessage, **kwargs: Any) -> None:
    """Note that the mail server has taken a contact message."""
    key = message.extra_headers.get(HEADER)
    if key is not None:
        ContactMessage.objects.filter(pk=key).update(mailed_at=timezone.now())


def _body(message: ContactMessage) -> str:
    facts = [
        (_("Nom"), message.name),
        (_("Adresse électronique"), message.email),
        (_("Téléphone"), message.phone),
        (_("Sujet"), message.subject),
    ]
    lines = [f"{label} : {value}" for label, value in facts if value]
    return "\n".join([*lines, "", message.message, ""])
