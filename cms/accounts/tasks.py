"""The task that mails the link by which somebody chooses a new password."""

from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django_tasks import task

from cms.accounts.links import password_path
from cms.models import User


@task(backend="database", priority=10)
def send_password_link(address: str) -> int:
    """Send a link to the active account that has the address; return how many were sent."""
    users = list(User.objects.filter(email=address.lower(), is_active=True))
    for user in users:
        context = {
            "user": user,
            "password_reset_url": f"{settings.WAGTAILADMIN_BASE_URL}{password_path(user)}",
        }
        subject = render_to_string("account/email/password_reset_key_subject.txt", context)
        send_mail(
            " ".join(subject.split()),
            render_to_string("account/email/password_reset_key_message.txt", context).strip(),
            None,
            [user.email],
        )
    return len(users)
