"""Who gets mail about a page or a snippet: people who may still change it.

Wagtail also writes to people who commented on a row, subscribed to it or submitted it, and may no
longer open it: a mail would tell them what the admin hides.
"""

from collections.abc import Callable, Iterable
from typing import Any

from wagtail.admin.mail import BaseWorkflowStateEmailNotifier
from wagtail.admin.views.pages import edit

from cms.translation.permissions import SourceAccess


def notify_permitted_people() -> None:
    """Have Wagtail write about comments and reviews only to people who may change the row."""
    edit.send_notification = _to_permitted(edit.send_notification)
    BaseWorkflowStateEmailNotifier.get_valid_recipients = _permitted_recipients(
        BaseWorkflowStateEmailNotifier.get_valid_recipients
    )


def permitted(users: Iterable[Any], row: Any) -> list[Any]:
    """Return the users who may enter the admin and change a page or a snippet."""
    return [
        user
        for user in users
        if user.has_perm("wagtailadmin.access_admin") and SourceAccess(user).may_change(row)
    ]


def _to_permitted(send: Callable[..., Any]) -> Callable[..., Any]:
    def send_notification(users: Iterable[Any], notification: str, context: dict[str, Any]) -> Any:
        return send(permitted(users, context["page"]), notification, context)

    return send_notification


def _permitted_recipients(find: Callable[..., Any]) -> Callable[..., Any]:
    def get_valid_recipients(notifier: Any, state: Any, **options: Any) -> set[Any]:
        return set(permitted(find(notifier, state, **options), state.content_object))

    return get_valid_recipients
