"""Who sees an image or a document, in a sentence for the forms of the admin."""

from dataclasses import dataclass
from typing import Any

from django import template
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cms.media.views import is_listed
from cms.models import CustomDocument, CustomImage

register = template.Library()


@dataclass(frozen=True)
class MediaState:
    """Whether everyone sees a file, and why."""

    is_public: bool
    title: str | Promise
    reason: str | Promise


PRIVATE = MediaState(
    False,
    _("Non public :"),
    _("l’accès à sa collection, ou à une collection au-dessus d’elle, est restreint."),
)
RELEASED = MediaState(
    True, _("Visible publiquement :"), _("une personne qui publie l’a mis à disposition.")
)
USED = MediaState(True, _("Visible publiquement :"), _("un contenu publié l’utilise."))
WAITING = MediaState(
    False,
    _("Pas encore visible publiquement :"),
    _(
        "aucun contenu publié ne l’utilise. Il le sera dès qu’un contenu qui l’utilise est publié, "
        "ou qu’une personne qui publie modifie ce fichier."
    ),
)


@register.inclusion_tag("cms/media_state.html", takes_context=True)
def media_state(context: dict[str, Any], file: CustomImage | CustomDocument) -> dict[str, Any]:
    """Return the state of a file, and why the person who looks may not change it."""
    return {"state": state_of(context["request"], file), "refusal": context["form"].refusal}


def state_of(request: HttpRequest, file: CustomImage | CustomDocument) -> MediaState:
    """Return whether everyone sees a file, and why."""
    if file.collection.get_view_restrictions():
        return PRIVATE
    if file.is_released:
        return RELEASED
    return USED if is_listed(request, file) else WAITING
