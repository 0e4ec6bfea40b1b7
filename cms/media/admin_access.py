"""The admin's views of one image or document.

A foreign file is answered like a missing one, and a public one is deleted by people who publish.
"""

from collections.abc import Callable
from contextlib import nullcontext
from functools import wraps
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponseBase, JsonResponse
from django.shortcuts import redirect
from wagtail.admin import messages

from cms.media.policies import policy_of
from cms.media.public_files import reasons_to_refuse
from cms.media.views import CHANGING, CHOOSING, has_right
from cms.models import CustomDocument, CustomImage

View = Callable[..., HttpResponseBase]
# By the beginning of a view's namespace: the files that it is of.
KINDS: dict[str, Any] = {"wagtailimages": CustomImage, "wagtaildocs": CustomDocument}
# No row has this key.
MISSING = 0
ARGUMENTS = ("image_id", "document_id", "doc_id", "pk")


def visible_files(user: Any, model: Any) -> QuerySet[Any]:
    """Return the files on which somebody has one of the rights that count."""
    files: QuerySet[Any] = policy_of(model).instances_user_has_any_permission_for(user, CHOOSING)
    return files


def hide_foreign_files(view: View) -> View:
    """Return the view; people without a right on its file get what it says of a missing one."""

    @wraps(view)
    def hidden(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        name, file = _file_of(request, kwargs)
        if file is not None and not has_right(request, file):
            kwargs[name] = MISSING
        return view(request, *args, **kwargs)

    return hidden


def keep_public_files(view: View) -> View:
    """Return the view; it deletes a public file only for people who publish.

    The form of a file refuses by itself: what it has checked is still so when it saves.
    """

    @wraps(view)
    def kept(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        _name, file = _file_of(request, kwargs)
        if file is None:
            return view(request, *args, **kwargs)
        match = request.resolver_match
        is_deletion = match is not None and match.url_name in ("delete", "delete_multiple")
        with transaction.atomic() if request.method == "POST" else nullcontext():
            if is_deletion and has_right(request, file, CHANGING):
                for reason in reasons_to_refuse(request.user, [file]):
                    return _refuse(request, file, reason)
            return view(request, *args, **kwargs)

    return kept


def _file_of(request: HttpRequest, kwargs: dict[str, Any]) -> tuple[str, Any]:
    """Return the argument that names a view's file, and the file.

    There is no file for a view of something else, nor for people who may not enter the admin.
    """
    match = request.resolver_match
    namespace = match.namespace.removesuffix("_chooser") if match else ""
    name = next((name for name in ARGUMENTS if name in kwargs), "")
    if namespace not in KINDS or not name or not request.user.has_perm("wagtailadmin.access_admin"):
        return name, None
    return name, KINDS[namespace]._default_manager.filter(pk=kwargs[name]).first()


def _refuse(request: HttpRequest, file: Any, reason: str) -> HttpResponseBase:
    """Return to the file's form with a message.

    The script of uploads shows none: the message stands on the page that is opened next.
    """
    messages.error(request, reason)
    match = request.resolver_match
    assert match is not None
    if match.url_name == "delete_multiple":
        return JsonResponse({"success": False, "error_message": reason}, status=403)
    return redirect(f"{match.namespace}:edit", file.pk)
