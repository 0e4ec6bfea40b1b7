"""Files that were stored before uploads were cleaned: what is wrong with them, and the cure."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePath

from django.db import transaction
from django.utils.translation import gettext as _

from cms.models import CustomDocument, CustomImage
from cms.uploads.cleaning import SVG_FORMAT, CleanFile, clean_bytes, extension_of
from cms.uploads.documents import check_document
from cms.uploads.pictures import FORMAT_OF_EXTENSION, read_picture
from cms.uploads.refusals import UploadRefusedError

FOCAL_POINT = ("focal_point_x", "focal_point_y", "focal_point_width", "focal_point_height")


@dataclass(frozen=True)
class Finding:
    """What a stored file needs: `cleaned` is its content as it should be, None if there is none."""

    reason: str
    cleaned: bytes | None = None


def examine(instance: CustomImage | CustomDocument) -> Finding | None:
    """Return what is wrong with the file of an image or a document, None when nothing is."""
    name = instance.file.name or ""
    extension = extension_of(name)
    try:
        with instance.file.storage.open(name, "rb") as file:
            if extension != SVG_FORMAT and extension not in FORMAT_OF_EXTENSION:
                check_document(file, extension)
                return None
            data = file.read()
    except UploadRefusedError as refusal:
        return Finding(" ".join(refusal.messages))
    except OSError:
        return Finding(_("Le fichier est absent."))
    return _examine_picture(data, extension)


def _examine_picture(data: bytes, extension: str) -> Finding | None:
    try:
        cleaned = clean_bytes(data, extension)
    except UploadRefusedError as refusal:
        reason = " ".join(refusal.messages)
        if extension != SVG_FORMAT:
            return Finding(reason)
        try:
            return Finding(reason, clean_bytes(data, extension, drops_refused=True))
        except UploadRefusedError:
            return Finding(reason)
    if cleaned == data:
        return None
    if extension == SVG_FORMAT:
        return Finding(_("Dessin à réécrire sans données d’éditeur."), cleaned)
    if read_picture(data).orientation != 1:
        return Finding(_("Photo à redresser, métadonnées à retirer."), cleaned)
    return Finding(_("Métadonnées à retirer."), cleaned)


def store_cleaned(instance: CustomImage | CustomDocument, cleaned: bytes) -> None:
    """Store the cleaned content in place of the file; an image's renditions are made anew.

    The models delete the old file after the commit: its address may be known to caches.
    """
    content = CleanFile(cleaned, name=PurePath(instance.file.name or "").name)
    with transaction.atomic():
        if isinstance(instance, CustomImage):
            _store_image(instance, content)
        else:
            instance.file = content
            instance.save(update_fields=["file"])


def _store_image(image: CustomImage, content: CleanFile) -> None:
    """Store an image's new file; its focal point stays on what it was set on.

    The admin has always shown the picture upright, and counted in the stored width and height:
    where these were those of the picture on its side, the point is stretched, not turned.
    """
    old_width, old_height = image.width, image.height
    image.file = content
    if image.has_focal_point() and (image.width, image.height) != (old_width, old_height):
        across, down = image.width / old_width, image.height / old_height
        image.focal_point_x = round(image.focal_point_x * across)
        image.focal_point_y = round(image.focal_point_y * down)
        image.focal_point_width = round(image.focal_point_width * across)
        image.focal_point_height = round(image.focal_point_height * down)
    image.save(update_fields=["file", *FOCAL_POINT])
