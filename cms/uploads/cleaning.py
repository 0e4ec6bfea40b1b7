"""The one check of every file that comes in: an image, a document, or a file on its way to one."""

from __future__ import annotations

from pathlib import PurePath
from typing import Any

from django.conf import settings
from django.core.files.base import ContentFile, File
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext_lazy as _

from cms.uploads.documents import check_document
from cms.uploads.pictures import FORMAT_OF_EXTENSION, clean_picture
from cms.uploads.refusals import UploadRefusedError
from cms.uploads.svg.drawing import clean_svg

SVG_FORMAT = "svg"


class CleanFile(ContentFile):
    """A file that was checked: it is not checked again when it is stored."""


def clean_image(file: File[Any], name: str | None = None) -> CleanFile:
    """Return an image's file as it may be stored. Raises UploadRefusedError with the reason."""
    name = str(name or file.name)
    extension = _extension(name, settings.WAGTAILIMAGES_EXTENSIONS)
    return CleanFile(_clean_bytes(file, extension), name=name)


def clean_document(file: File[Any], name: str | None = None) -> File[Any]:
    """Return a document's file as it may be stored. Raises UploadRefusedError with the reason."""
    name = str(name or file.name)
    extension = _extension(name, settings.WAGTAILDOCS_EXTENSIONS)
    if extension == SVG_FORMAT or extension in FORMAT_OF_EXTENSION:
        return CleanFile(_clean_bytes(file, extension), name=name)
    check_document(file, extension)
    return file


def clean_bytes(data: bytes, extension: str, *, drops_refused: bool = False) -> bytes:
    """Return a picture or a drawing as it may be stored. Raises UploadRefusedError."""
    if extension == SVG_FORMAT:
        return clean_svg(data, drops_refused=drops_refused)
    return clean_picture(data, extension)


def extension_of(name: str) -> str:
    """Return the extension of a name in lower case, without the dot."""
    return PurePath(name).suffix.lower().removeprefix(".")


def _clean_bytes(file: File[Any], extension: str) -> bytes:
    limit = settings.WAGTAILIMAGES_MAX_UPLOAD_SIZE
    if file.size > limit:
        raise UploadRefusedError(
            _("Ce fichier est trop lourd (%(size)s ; au plus %(limit)s). Réduisez l’image."),
            size=filesizeformat(file.size),
            limit=filesizeformat(limit),
        )
    file.seek(0)
    data = file.read()
    file.seek(0)
    return clean_bytes(data, extension)


def _extension(name: str, accepted: list[str]) -> str:
    extension = extension_of(name)
    if extension not in accepted:
        raise UploadRefusedError(
            _(
                "Les fichiers « .%(extension)s » ne sont pas acceptés ici. Formats acceptés : "
                "%(accepted)s."
            ),
            extension=extension or "?",
            accepted=", ".join(accepted),
        )
    return extension
