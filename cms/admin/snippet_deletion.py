"""Deleting what is live is withdrawing it: it takes the right to publish."""

from typing import Any

from django.contrib.auth import get_permission_codename
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.admin import messages


def refuse_to_delete_live(request: HttpRequest, rows: list[Any]) -> HttpResponse | None:
    """Redirect to the list, with a message, a user who deletes what she may not withdraw."""
    for row in rows:
        if getattr(row, "live", False) and not _may_publish(request.user, row):
            messages.error(
                request,
                _(
                    "« %(row)s » est publié : vous ne pouvez pas le supprimer. "
                    "Demandez à la Publication de le dépublier."
                )
                % {"row": row},
            )
            return redirect(reverse(row.snippet_viewset.get_url_name("list")))
    return None


def _may_publish(user: Any, row: Any) -> bool:
    codename = get_permission_codename("publish", row._meta)
    return bool(user.has_perm(f"{row._meta.app_label}.{codename}"))
