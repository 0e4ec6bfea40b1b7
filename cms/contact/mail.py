"""Sends a stored message to whom its page names; a failure loses nothing, and the admin shows it.

The default backend of django-tasks sends at once, within EMAIL_TIMEOUT.
"""

from django.core.mail import EmailMessage
from django.utils import timezone
from django.utils.translation import gettext as _
from django_tasks import task

from cms.contact.models import ContactMessage
from cms.contact.page import ContactForm


@task()
def mail_message(key: int) -> int:
    """Send a message that was not sent before; return to how many addresses."""
    message = ContactMessage.objects.filter(pk=key, mailed_at=None).select_related("page").first()
    page = message.page.specific if message is not None and message.page is not None else None
    if message is None or not isinstance(page, ContactForm) or not page.recipient_list:
        return 0
    subject = f"{page.mail_subject} : {message.subject}" if message.subject else page.mail_subject
    mail = EmailMessage(
        " ".join(subject.split()),
        _body(message),
        to=page.recipient_list,
        reply_to=[message.email],
    )
    mail.send()
    message.mailed_at = timezone.now()
    message.save(update_fields=["mailed_at"])
    return len(mail.to)


def _body(message: ContactMessage) -> str:
    facts = [
        (_("Nom"), message.name),
        (_("Adresse électronique"), message.email),
        (_("Téléphone"), message.phone),
        (_("Sujet"), message.subject),
    ]
    lines = [f"{label} : {value}" for label, value in facts if value]
    return "\n".join([*lines, "", message.message, ""])
