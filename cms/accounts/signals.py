"""Keeps allauth's list of e-mail addresses to the one of the account."""

from typing import Any

from allauth.account.models import EmailAddress
from django.db.models.signals import post_save

from cms.models import User


def connect() -> None:
    """Follow changes of accounts."""
    post_save.connect(_forget_former_addresses, sender=User, dispatch_uid="cms.accounts")


def _forget_former_addresses(instance: User, created: bool, raw: bool, **kwargs: Any) -> None:
    """Take an account's former addresses away: they would still reset its password."""
    if not raw and not created:
        EmailAddress.objects.filter(user=instance).exclude(email=instance.email.lower()).delete()
