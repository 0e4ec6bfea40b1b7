"""Signal handlers: reinstall the triggers after migrations, and prune the log."""

import random
from typing import Any

from django.db import DEFAULT_DB_ALIAS, transaction
from django.db.models.signals import post_migrate, pre_migrate
from grapple.registry import registry
from wagtail.signals import published

from cms.changes import installation
from cms.changes.log import prune
from cms.models import Change, TranslationState
from cms.text.collated_columns import set_collations

# The share of publications that prune the log.
SHARE = 0.02


def connect() -> None:
    """Connect the signals of migrations and publications."""
    pre_migrate.connect(_before_migrations, dispatch_uid="cms.changes.remove")
    post_migrate.connect(_after_migrations, dispatch_uid="cms.changes.install")
    published.connect(_after_publication, dispatch_uid="cms.changes.prune")


def _before_migrations(sender: Any, using: str, **kwargs: Any) -> None:
    if sender.name == "cms" and using == DEFAULT_DB_ALIAS:
        installation.remove_triggers()


def _after_migrations(sender: Any, using: str, apps: Any = None, **kwargs: Any) -> None:
    if sender.name == "cms" and using == DEFAULT_DB_ALIAS and _is_current(apps):
        set_collations()  # before `install`: columns named by a trigger can't be altered
        installation.install()


def _is_current(apps: Any) -> bool:
    """Return whether the migrated tables match the models; `apps` is None after `flush`.

    If not (a partial or reverse migration), no triggers are installed and no response is cached.
    """
    return apps is None or all(
        _columns(model) == _columns(_migrated_model(apps, model))
        for model in (Change, TranslationState, *registry.class_models)
    )


def _migrated_model(apps: Any, model: Any) -> Any:
    try:
        return apps.get_model(model._meta.label)
    except LookupError:
        return None


def _columns(model: Any) -> set[str]:
    return {field.column for field in model._meta.local_concrete_fields} if model else set()


def _after_publication(**kwargs: Any) -> None:
    if random.random() < SHARE:  # noqa: S311  no secret
        transaction.on_commit(prune, robust=True)
