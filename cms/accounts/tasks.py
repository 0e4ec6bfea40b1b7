"""The tasks that mail links: to choose a new password, and to confirm a new address."""

from typing import Any

from allauth.account.models import EmailAddress
from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django_tasks import task

from cms.accounts.links import CONFIRMATION_HOURS, confirmation_path, password_path
from cms.models import User


@task(backend="database", priority=10)
def send_password_link(address: str) -> int:
    """Send a link to the active account that has the address; return how many were sent."""
    users = list(User.objects.filter(email=address.lower(), is_active=True))
    for user in users:
        url = f"{settings.WAGTAILADMIN_BASE_URL}{password_path(user)}"
        _send("password_reset_key", user.email, {"user": user, "password_reset_url": url})
    return len(users)


@task(backend="database", priority=10)
def send_address_link(key: int) -> bool:
    """Send the link that confirms an address that waits; return whether one was sent.

    If another account has the address, its owner gets a notice instead, without a link.
    """
    pending = EmailAddress.objects.filter(pk=key, verified=False).select_related("user").first()
    if pending is None:
        return False
    if User.objects.filter(email=pending.email).exists():
        _send("address_taken", pending.email, {"site_name": settings.WAGTAIL_SITE_NAME})
        return False
    url = f"{settings.WAGTAILADMIN_BASE_URL}{confirmation_path(pending)}"
    _send(
        "confirm_address",
        pending.email,
        {"user": pending.user, "url": url, "hours": CONFIRMATION_HOURS},
    )
    return True


def _send(template: str, address: str, context: dict[str, Any]) -> None:
    subject = render_to_string(f"account/email/{template}_subject.txt", context)
    message = render_to_string(f"account/email/{template}_message.txt", context)
    send_mail(" ".join(subject.split()), message.strip(), None, [address])
