"""When the log is looked at: after a commit that may have changed what readers see.

The signals only say when to look: the log says what has changed. The worker also looks every few
seconds, for what sent no signal (`QuerySet.update`, SQL) and for what a receiver did not take.
"""

from functools import cache
from typing import Any

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, connection, transaction
from django.db.models.signals import m2m_changed, post_delete, post_save
from django_tasks_db.models import DBTaskResult
from wagtail.signals import post_page_move

from cms.changes.content_triggers import all_triggers
from cms.jobs.signals import work_due

# The models of migrations: the tables of this module may be missing while these run, and each run
# ends with a change of everything in the log (`cms.changes.installation`).
OF_MIGRATIONS = "__fake__"


def connect() -> None:
    """Look from now on."""
    for signal in (post_save, post_delete, m2m_changed, post_page_move):
        signal.connect(_changed, dispatch_uid="cms.webhooks")
    work_due.connect(_look, dispatch_uid="cms.webhooks")


@cache
def _watched() -> frozenset[str]:
    return frozenset(trigger.table for trigger in all_triggers())


def look_after_commit() -> None:
    """Have the log looked at once, by the worker, after the transaction."""
    if not any(_enqueue in waiting for waiting in connection.run_on_commit):
        transaction.on_commit(_enqueue, robust=True)


def _changed(sender: Any, **kwargs: Any) -> None:
    if (
        settings.CMS_WEBHOOK_RECEIVERS
        and sender.__module__ != OF_MIGRATIONS
        and kwargs.get("using", DEFAULT_DB_ALIAS) in {None, DEFAULT_DB_ALIAS}
        and sender._meta.db_table in _watched()
    ):
        look_after_commit()


def _enqueue() -> None:
    """Enqueue a look, unless one that has not begun will see this commit too."""
    # It imports an HTTP client, of which a site without receivers has no use.
    from cms.webhooks.tasks import tell_receivers

    if not DBTaskResult.objects.ready().filter(task_path=tell_receivers.module_path).exists():
        tell_receivers.enqueue()


def _look(**kwargs: Any) -> None:
    if settings.CMS_WEBHOOK_RECEIVERS:
        _enqueue()
