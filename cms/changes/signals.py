"""When the triggers are put in place, and when the log is shortened."""

import random
from typing import Any

from django.db import DEFAULT_DB_ALIAS, transaction
from django.db.models.signals import post_migrate, pre_migrate
from wagtail.signals import published

# The share of publications that shorten the log.
SHARE = 0.02


def connect() -> None:
    """Follow migrations and publications from now on."""
    pre_migrate.connect(_before_migrations, dispatch_uid="cms.changes.remove")
    post_migrate.connect(_after_migrations, dispatch_uid="cms.changes.install")
    published.connect(_after_publication, dispatch_uid="cms.changes.prune")


def _before_migrations(sender: Any, using: str, **kwargs: Any) -> None:
    from cms.changes import triggers

    if sender.name == "cms" and using == DEFAULT_DB_ALIAS:
        triggers.remove()


def _after_migrations(sender: Any, using: str, apps: Any = None, **kwargs: Any) -> None:
    from cms.changes import triggers

    if sender.name == "cms" and using == DEFAULT_DB_ALIAS and _has_log(apps):
        triggers.install()


def _has_log(apps: Any) -> bool:
    """Return whether the migrations have come as far as the log; `flush` names no state."""
    if apps is None:
        return True
    try:
        apps.get_model("cms", "Change")
    except LookupError:
        return False
    return True


def _after_publication(**kwargs: Any) -> None:
    from cms.changes.log import prune

    if random.random() < SHARE:  # noqa: S311  no secret
        transaction.on_commit(prune, robust=True)
