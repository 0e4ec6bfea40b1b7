"""The admin's views of one image or document: a foreign file is answered like a missing one."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponseBase
from wagtail.documents.permissions import permission_policy as document_permissions
from wagtail.images.permissions import permission_policy as image_permissions

from cms.media.views import CHOOSING, has_right
from cms.models import CustomDocument, CustomImage

View = Callable[..., HttpResponseBase]
# By the beginning of a view's namespace: the files that it is of, and the rights that count.
KINDS: dict[str, tuple[Any, Any]] = {
    "wagtailimages": (CustomImage, image_permissions),
    "wagtaildocs": (CustomDocument, document_permissions),
}
# No row has this key.
MISSING = 0
ARGUMENTS = ("image_id", "document_id", "pk")


def visible_files(user: Any, model: Any) -> QuerySet[Any]:
    """Return the files on which somebody has one of the rights that count."""
    policy = next(policy for kind, policy in KINDS.values() if kind is model)
    files: QuerySet[Any] = policy.instances_user_has_any_permission_for(user, CHOOSING)
    return files


def hide_foreign_files(view: View) -> View:
    """Return the view; people without a right on its file get what it says of a missing one."""

    @wraps(view)
    def hidden(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        match = request.resolver_match
        namespace = match.namespace.removesuffix("_chooser") if match else ""
        name = next((name for name in ARGUMENTS if name in kwargs), None)
        if namespace in KINDS and name and request.user.has_perm("wagtailadmin.access_admin"):
            model, policy = KINDS[namespace]
            file = model.objects.filter(pk=kwargs[name]).first()
            if file is not None and not has_right(request, policy, file):
                kwargs[name] = MISSING
        return view(request, *args, **kwargs)

    return hidden
