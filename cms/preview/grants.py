"""Gives tokens that show a draft, checks them at each use, takes them back."""

import hashlib
import re
import secrets
from datetime import timedelta
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils import timezone
from modelcluster.models import ClusterableModel, get_serializable_data_for_fields
from wagtail.models import Page, Site

from cms.models.preview_grant import PreviewGrant
from cms.preview.rights import may_preview

LIFETIME = timedelta(minutes=60)
# How long a grant that shows nothing any more stays in the table.
KEPT = timedelta(days=1)
TOKEN_BYTES = 32
TOKEN = re.compile(r"[A-Za-z0-9_-]{43}")


def issue(editor: Any, shown: models.Model, site: Site, *, in_panel: bool = False) -> str | None:
    """Return a new token for the content that an instance holds, be it saved or not.

    None when the editor may not preview the object, or when it has no row yet. The editor's former
    token for the same object and place shows nothing from now on.
    """
    target = _row(type(shown), shown.pk)
    if target is None or not may_preview(editor, target):
        return None
    token = secrets.token_urlsafe(TOKEN_BYTES)
    now = timezone.now()
    PreviewGrant.objects.filter(expires__lt=now - KEPT).delete()
    PreviewGrant.objects.update_or_create(
        editor=editor,
        content_type=ContentType.objects.get_for_model(target),
        object_id=str(target.pk),
        site=site,
        in_panel=in_panel,
        defaults={
            "digest": digest_of(token),
            "label": str(shown)[:255],
            "content": content_of(shown),
            "created": now,
            "expires": now + LIFETIME,
            "revoked": None,
        },
    )
    return token


def find(token: str, site: Site | None) -> tuple[PreviewGrant, models.Model] | None:
    """Return the grant of a token with the row that it is about, None when it shows nothing.

    It must be of this site, neither expired nor revoked, and its editor must still be active and
    have the right to what it shows.
    """
    if site is None or not TOKEN.fullmatch(token):
        return None
    grant = live_grants().filter(digest=digest_of(token), site=site).first()
    if grant is None:
        return None
    model = grant.content_type.model_class()
    target = _row(model, grant.object_id) if model is not None else None
    if target is None or not may_preview(grant.editor, target):
        return None
    return grant, target


def live_grants() -> "models.QuerySet[PreviewGrant]":
    """Return the grants that are neither expired nor revoked."""
    rows = PreviewGrant.objects.filter(revoked=None, expires__gt=timezone.now())
    return rows.select_related("editor", "site", "content_type")


def revoke(grants: "models.QuerySet[PreviewGrant]") -> int:
    """Close grants for good; return how many were open."""
    return grants.filter(revoked=None).update(revoked=timezone.now())


def digest_of(token: str) -> str:
    """Return what is stored of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


def _row(model: type[models.Model], pk: Any) -> models.Model | None:
    """Return the row as it is stored; a page as its own type."""
    found = model._base_manager.filter(pk=pk).first() if pk is not None else None
    return found.specific if isinstance(found, Page) else found


def content_of(shown: models.Model) -> dict[str, Any]:
    """Return what a revision of the instance would hold."""
    if isinstance(shown, ClusterableModel):
        content: dict[str, Any] = shown.serializable_data()
    else:
        content = get_serializable_data_for_fields(shown)
    return content
