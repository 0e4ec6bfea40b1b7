"""What somebody may not delete or move, although Wagtail's rights let them.

Deleting what is live or scheduled is withdrawing it, and moving what is scheduled decides where it
appears: both take the right to publish. What somebody else has locked or reviews stays.
"""

from collections.abc import Iterable
from typing import Any

from django.contrib.auth import get_permission_codename
from django.contrib.contenttypes.models import ContentType
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin import messages
from wagtail.models import Page, Revision, Site, WorkflowState

from cms.admin.locks import is_locked

LIVE = _(
    "« %(row)s » est publié : vous ne pouvez pas le supprimer. "
    "Demandez à la Publication de le dépublier."
)
SCHEDULED = _(
    "La publication de « %(row)s » est programmée : vous ne pouvez ni le supprimer ni le déplacer. "
    "Demandez à la Publication de l’annuler."
)
LOCKED = _(
    "« %(row)s » est verrouillé ou en relecture : vous ne pouvez ni le supprimer ni le déplacer. "
    "Demandez à la personne qui l’a verrouillé de le déverrouiller, ou attendez la relecture."
)
ROOT_OF_SITE = _(
    "« %(row)s » est la page d’accueil d’un site, qui serait supprimé avec elle : "
    "donnez d’abord au site une autre page d’accueil."
)


def refuse_snippets(request: HttpRequest, rows: list[Any]) -> HttpResponse | None:
    """Redirect to the list, with a message, a user who deletes what she may not withdraw."""
    for row in rows:
        if getattr(row, "live", False) and not _may_publish(request.user, row):
            reason = LIVE
        elif is_locked(row, request.user):
            reason = LOCKED
        elif getattr(row, "scheduled_revision", None) and not _may_publish(request.user, row):
            reason = SCHEDULED
        else:
            continue
        messages.error(request, reason % {"row": row})
        return redirect(reverse(row.snippet_viewset.get_url_name("list")))
    return None


def refuse_deletion(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Redirect to the explorer, with a message, a user who deletes a page that must stay."""
    return _refuse_roots(request, [page]) or _refuse_pages(request, [page])


def refuse_held_move(request: HttpRequest, page: Page, _target: Page) -> HttpResponse | None:
    """Redirect to the explorer, with a message, a user who moves a page that is held."""
    return _refuse_pages(request, [page])


def refuse_pages(
    request: HttpRequest, action: str, rows: list[Any], _view: object
) -> HttpResponse | None:
    """Do the same for a bulk action."""
    pages = [row for row in rows if isinstance(row, Page)]
    if not pages or action not in ("delete", "move"):
        return None
    refused = _refuse_roots(request, pages) if action == "delete" else None
    return refused or _refuse_pages(request, pages)


def _refuse_roots(request: HttpRequest, pages: Iterable[Page]) -> HttpResponse | None:
    roots = Page.objects.filter(pk__in=Site.objects.values("root_page"))
    for root in roots:
        for page in pages:
            if root.path.startswith(page.path):
                messages.error(request, ROOT_OF_SITE % {"row": root.get_admin_display_title()})
                return redirect("wagtailadmin_explore", page.get_parent().pk)
    return None


def _refuse_pages(request: HttpRequest, pages: Iterable[Page]) -> HttpResponse | None:
    for page in pages:
        below = page.get_descendants(inclusive=True)
        for reason, held in ((LOCKED, _locked(below, request.user)), (SCHEDULED, _due(below))):
            for one in held:
                if reason is LOCKED or not one.permissions_for_user(request.user).can_publish():
                    messages.error(request, reason % {"row": one.get_admin_display_title()})
                    return redirect("wagtailadmin_explore", page.get_parent().pk)
    return None


def _locked(pages: QuerySet[Page], user: Any) -> list[Page]:
    held = pages.filter(Q(locked=True) | Q(pk__in=[int(key) for key in _keys_under_review(pages)]))
    return [page for page in held if is_locked(page.specific, user)]


def _keys_under_review(pages: QuerySet[Page]) -> QuerySet[Any]:
    keys = [str(key) for key in pages.values_list("pk", flat=True)]
    states = WorkflowState.objects.active().filter(
        base_content_type=ContentType.objects.get_for_model(Page), object_id__in=keys
    )
    return states.values_list("object_id", flat=True)


def _due(pages: QuerySet[Page]) -> QuerySet[Page]:
    keys = [str(key) for key in pages.values_list("pk", flat=True)]
    scheduled = Revision.page_revisions.filter(
        object_id__in=keys, approved_go_live_at__isnull=False
    )
    return pages.filter(pk__in=[int(key) for key in scheduled.values_list("object_id", flat=True)])


def _may_publish(user: Any, row: Any) -> bool:
    codename = get_permission_codename("publish", row._meta)
    return bool(user.has_perm(f"{row._meta.app_label}.{codename}"))
