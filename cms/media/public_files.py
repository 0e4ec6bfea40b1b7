"""What is refused to people who publish nothing: to change, move and delete public files.

A file is public once it is released, or when published content uses it. A change to it is public at
once, without a review.
"""

from collections.abc import Sequence
from typing import Any

from django.db.models import Q
from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cms.delivery.published_media import referred_to_by_published
from cms.media.release import may_release
from cms.models import CustomDocument, CustomImage

RELEASED = gettext_lazy("a été mis à disposition du public par une personne qui publie")
USED = gettext_lazy(
    "est utilisé par un contenu publié, en relecture ou dont la publication est programmée"
)


def reasons_to_refuse(user: Any, files: Sequence[Any]) -> list[str]:
    """Return a sentence for each image, or for each document, that a user may not touch."""
    if not files or may_release(user):
        return []
    model = type(files[0])
    rule = Q(is_released=True) | referred_to_by_published(model)
    public = model._default_manager.filter(rule, pk__in=[file.pk for file in files])
    return [
        _(
            "« %(file)s » %(reason)s : vous ne pouvez ni le modifier, ni le déplacer, ni le "
            "supprimer. Ajoutez un autre fichier et choisissez-le dans votre brouillon, ou "
            "demandez à la Publication."
        )
        % {"file": file, "reason": RELEASED if file.is_released else USED}
        for file in public
    ]


def refuse_bulk_change(
    request: HttpRequest, action_type: str, objects: Sequence[Any], action: Any
) -> HttpResponseBase | None:
    """Show the form of a bulk action again, with the reasons, to a user who may not do it."""
    # Readers get no tags: everybody may add some.
    if action_type not in ("delete", "add_to_collection") or action.model not in (
        CustomDocument,
        CustomImage,
    ):
        return None
    reasons = reasons_to_refuse(request.user, objects)
    if not reasons:
        return None
    action.cleaned_form.add_error(None, reasons)
    response: HttpResponseBase = action.form_invalid(action.cleaned_form)
    return response


def release_moved(
    request: HttpRequest, action_type: str, objects: Sequence[Any], action: Any
) -> None:
    """Release the files that a person who publishes has moved to another collection."""
    if action_type == "add_to_collection" and may_release(request.user):
        keys = [file.pk for file in objects]
        action.model._default_manager.filter(pk__in=keys).update(is_released=True)
