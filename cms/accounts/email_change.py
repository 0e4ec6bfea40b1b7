"""The change of an account's e-mail address: it waits for the owner of the new one.

A new address gives access to what is sent or granted to it (`structures.admin.access`), so it takes
effect only when the person follows the link that is mailed to it. Until then it waits as an
unverified row of allauth's EmailAddress; `cms.accounts.signals` deletes the row when the account
gets another address in any way.
"""

from __future__ import annotations

from allauth.account.models import EmailAddress
from django.core import signing
from django.db import IntegrityError, transaction

from cms.accounts.links import CONFIRMATION_HOURS, CONFIRMATION_SALT
from cms.accounts.tasks import send_address_link
from cms.models import User


def pending_change(user: User) -> EmailAddress | None:
    """Return the address that waits for its owner, if there is one."""
    return EmailAddress.objects.filter(user=user, verified=False).first()


@transaction.atomic
def request_change(user: User, address: str) -> None:
    """Have an address wait in place of any other one, and mail the link to it."""
    User.objects.select_for_update().get(pk=user.pk)  # one request at a time
    cancel_change(user)
    resend_link(EmailAddress.objects.create(user=user, email=address))


def cancel_change(user: User) -> None:
    """Delete the address that waits: its link stops working."""
    EmailAddress.objects.filter(user=user).delete()


def resend_link(pending: EmailAddress) -> None:
    """Enqueue the link; the worker alone finds out whether another account has the address."""
    send_address_link.enqueue(pending.pk)


def find_change(user: User, key: str) -> EmailAddress | None:
    """Return the address that a link confirms: one that waits for this person and is free."""
    try:
        row = signing.loads(key, salt=CONFIRMATION_SALT, max_age=CONFIRMATION_HOURS * 3600)
    except signing.BadSignature:
        return None
    pending = EmailAddress.objects.filter(pk=row, user=user, verified=False).first()
    if pending is None or User.objects.filter(email=pending.email).exists():
        return None
    return pending


def confirm_change(user: User, key: str) -> str | None:
    """Give the account the address that a link confirms, and return it; None for a void link."""
    try:
        with transaction.atomic():
            locked = User.objects.select_for_update().get(pk=user.pk)
            pending = find_change(locked, key)
            if pending is None:
                return None
            locked.email = pending.email
            locked.save(update_fields=["email"])
    except IntegrityError:  # another account got the address at the same moment
        return None
    return locked.email
