"""Keeps allauth's list of e-mail addresses to those that wait for their owner."""

from typing import Any

from allauth.account.models import EmailAddress
from django.db.models.signals import pre_save

from cms.models import User


def connect() -> None:
    """Follow changes of accounts."""
    pre_save.connect(_forget_other_addresses, sender=User, dispatch_uid="cms.accounts")


def _forget_other_addresses(
    instance: User, raw: bool, update_fields: Any = None, **kwargs: Any
) -> None:
    """Delete the rows of an account whose address changes: nothing waits or resets by them."""
    if raw or instance.pk is None or (update_fields is not None and "email" not in update_fields):
        return
    rows = EmailAddress.objects.filter(user=instance.pk)
    rows.exclude(user__email=instance.email.lower()).delete()
