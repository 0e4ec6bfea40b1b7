"""When the log is looked at: after a commit that may have changed what readers see.

During a request it is looked at once, after the answer has been sent, so that nobody waits for a
receiver. The signals only say when to look: the log says what has changed, and `deliver_webhooks`
finds in it what sent no signal (`QuerySet.update`, SQL).
"""

import threading
from functools import cache
from typing import Any

from django.conf import settings
from django.core.signals import request_finished, request_started
from django.db import DEFAULT_DB_ALIAS, close_old_connections, connection, transaction
from django.db.models.signals import m2m_changed, post_delete, post_save
from wagtail.signals import post_page_move

# The models of migrations: the tables of this module may be missing while these run, and each run
# ends with a change of everything in the log (`cms.changes.triggers`).
OF_MIGRATIONS = "__fake__"


class _Request(threading.local):
    """What this thread's request has changed so far."""

    is_open = False
    has_changed = False


_request = _Request()


def connect() -> None:
    """Look from now on."""
    for signal in (post_save, post_delete, m2m_changed, post_page_move):
        signal.connect(_changed, dispatch_uid="cms.webhooks")
    request_started.connect(_request_starts, dispatch_uid="cms.webhooks")
    request_finished.connect(_request_ends, dispatch_uid="cms.webhooks")


@cache
def _watched() -> frozenset[str]:
    from cms.changes.watched import all_triggers

    return frozenset(trigger.table for trigger in all_triggers())


def look_after_commit() -> None:
    """Have the log looked at once, after the transaction and the request."""
    if not any(_committed in waiting for waiting in connection.run_on_commit):
        transaction.on_commit(_committed, robust=True)


def _changed(sender: Any, **kwargs: Any) -> None:
    if (
        settings.CMS_WEBHOOK_RECEIVERS
        and sender.__module__ != OF_MIGRATIONS
        and kwargs.get("using", DEFAULT_DB_ALIAS) in {None, DEFAULT_DB_ALIAS}
        and sender._meta.db_table in _watched()
    ):
        look_after_commit()


def _committed() -> None:
    if _request.is_open:
        _request.has_changed = True
    else:
        _tell()


def _request_starts(**kwargs: Any) -> None:
    _request.is_open, _request.has_changed = True, False


def _request_ends(**kwargs: Any) -> None:
    has_changed = _request.has_changed
    _request.is_open = _request.has_changed = False
    if has_changed:
        try:
            _tell()
        finally:
            # Django's own end of a request has closed them before.
            close_old_connections()


def _tell() -> None:
    from cms.webhooks.tasks import tell_receivers

    tell_receivers.enqueue()
