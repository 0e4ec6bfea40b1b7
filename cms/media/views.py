"""The views by which uploaded files leave the platform.

A hidden file and a missing file have the same answer. A user of the admin who may choose a private
image sees its thumbnails. The original and larger renditions take the right to change the image.
"""

import mimetypes
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponseBase
from django.views.decorators.http import require_safe
from django.views.static import serve
from wagtail.documents.models import document_served
from wagtail.models import CollectionMember, CollectionViewRestriction
from wagtail.users.models import UserProfile

from cms.delivery.site_state import read_site_state
from cms.delivery.visibility import VisibilityPolicy
from cms.media.delivery import HEADERS, StoredFile, deliver_file
from cms.media.policies import policy_of
from cms.media.storage import PRIVATE_RENDITIONS
from cms.models.media import CustomDocument, CustomImage, Rendition
from cms.text.unicode_forms import normalize

CHANGING = ("change", "delete")
CHOOSING = (*CHANGING, "view", "choose")
# The longer side, in pixels, of what Wagtail's choosers and lists show of an image.
THUMBNAIL = 165


@require_safe
def document_view(request: HttpRequest, key: str, filename: str) -> HttpResponseBase:
    """Return a document to download."""
    _read_session(request)
    document = (
        CustomDocument.objects.filter(pk=int(key)).select_related("collection").first()
        if len(key) < 19
        else None
    )
    if document is None:
        raise Http404
    # All is asked before the name is compared: how long it takes does not tell that it is right.
    may_read = _may_read(request, document)
    is_private = bool(_restrictions(document))
    is_open = is_public(request, document)
    may_change = has_right(request, document, CHANGING)
    is_named = normalize("NFC", document.filename) == normalize("NFC", filename)
    if not (is_named and may_read and (is_open or is_private or may_change)):
        raise Http404
    response = deliver_file(
        request,
        StoredFile(
            name=str(document.file.name),
            filename=document.filename,
            content_type=document.content_type,
            is_attachment=True,
            is_public=is_open,
        ),
    )
    document_served.send(sender=CustomDocument, instance=document, request=request)
    return response


@require_safe
def file_view(request: HttpRequest, name: str) -> HttpResponseBase:
    """Return a file of the default storage that is no document, by the name that it has there."""
    _read_session(request)
    for folder, find in FOLDERS.items():
        if name.startswith(folder):
            is_public = find(request, name)
            if is_public is None:
                raise Http404
            content_type = mimetypes.guess_type(name)[0] or "application/octet-stream"
            return deliver_file(
                request,
                StoredFile(
                    name=name,
                    filename=name.rpartition("/")[2],
                    content_type=content_type,
                    is_attachment=not content_type.startswith("image/"),
                    is_public=is_public,
                ),
            )
    raise Http404


@require_safe
def public_view(request: HttpRequest, path: str) -> HttpResponseBase:
    """Return a file of MEDIA_ROOT, in development: elsewhere the proxy serves them."""
    response = serve(request, path, document_root=str(settings.MEDIA_ROOT))
    for name, value in HEADERS.items():
        response[name] = value
    return response


def _read_session(request: HttpRequest) -> None:
    """Look who asks, so that every answer varies by the cookie and none tells what it looked at."""
    _known = request.user.is_authenticated


def _original(request: HttpRequest, name: str) -> bool | None:
    return _image(request, CustomImage.objects.filter(file=name), CHANGING)


def _rendition(request: HttpRequest, name: str) -> bool | None:
    """Look for a rendition of a private image, which the admin shows."""
    renditions = Rendition.objects.filter(file=name)
    are_small = renditions.filter(width__lte=THUMBNAIL, height__lte=THUMBNAIL).exists()
    images = CustomImage.objects.filter(pk__in=renditions.values("image"))
    return _image(request, images, CHOOSING if are_small else CHANGING)


def _image(request: HttpRequest, images: Any, rights: tuple[str, ...]) -> bool | None:
    """Return whether everyone may see an image; None where the person who asks may not."""
    image = images.select_related("collection").first()
    if image is None:
        return None
    if _may_read(request, image):
        return not _restrictions(image)
    return False if has_right(request, image, rights) else None


def _avatar(request: HttpRequest, name: str) -> bool | None:
    """Look for the picture of an account, which only the admin shows."""
    may_see = request.user.has_perm("wagtailadmin.access_admin")
    return False if may_see and UserProfile.objects.filter(avatar=name).exists() else None


# For each folder: whether everyone may see a file of it; None when the person who asks may not.
FOLDERS: dict[str, Callable[[HttpRequest, str], bool | None]] = {
    "original_images/": _original,
    PRIVATE_RENDITIONS: _rendition,
    "avatar_images/": _avatar,
}


def is_listed(request: HttpRequest, file: CustomImage | CustomDocument) -> bool:
    """Return whether everyone sees a file: it is released, or published content refers to it."""
    model = type(file)
    rule = VisibilityPolicy(read_site_state(request)).listed(model)
    return bool(model._default_manager.filter(rule, pk=file.pk).exists())


def is_public(request: HttpRequest, file: CustomImage | CustomDocument) -> bool:
    """Return whether everyone may read a file."""
    return not _restrictions(file) and is_listed(request, file)


def has_right(
    request: HttpRequest,
    file: CustomImage | CustomDocument,
    rights: tuple[str, ...] = CHOOSING,
) -> bool:
    """Return whether the person who asks may enter the admin and has one of the rights there."""
    user, policy = request.user, policy_of(type(file))
    return user.has_perm("wagtailadmin.access_admin") and any(
        policy.user_has_permission_for_instance(user, right, file) for right in rights
    )


def may_choose(request: HttpRequest, file: CustomImage | CustomDocument) -> bool:
    """Return whether the person who asks finds a file in the choosers of the admin."""
    return has_right(request, file)


def _restrictions(member: CollectionMember) -> list[CollectionViewRestriction]:
    return list(member.collection.get_view_restrictions())


def _may_read(request: HttpRequest, member: CollectionMember) -> bool:
    """Return whether every restriction above a file lets the request pass."""
    return all(restriction.accept_request(request) for restriction in _restrictions(member))
