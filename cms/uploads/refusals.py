"""Why a file is refused, in the words that the person who uploads it reads."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

TRUNCATED = _(
    "Ce fichier est incomplet : il s’arrête avant la fin de l’image. "
    "Ouvrez-le sur votre ordinateur pour vérifier, puis enregistrez-le de nouveau."
)
UNREADABLE = _(
    "Cette image est illisible. Ouvrez-la dans un logiciel d’images, enregistrez-la de nouveau "
    "en JPEG ou en PNG, puis téléversez ce fichier."
)
EMPTY = _("Ce fichier est vide. Choisissez-en un autre, ou enregistrez-le de nouveau.")
ANIMATED = _(
    "Cette image est animée. Seules les images fixes sont acceptées : enregistrez-en une vue "
    "en JPEG ou en PNG."
)
BUSY = _("Le serveur prépare d’autres images. Rien n’est enregistré : réessayez dans une minute.")

MISSING = _(
    "Ce fichier n’est plus sur le serveur. Supprimez cet envoi, puis téléversez-le de nouveau."
)


class UploadRefusedError(ValidationError):
    """A file that cannot be stored; the message says why and what to do."""

    def __init__(self, message: Any, **params: Any) -> None:
        super().__init__(message, code="upload_refused", params=params or None)
