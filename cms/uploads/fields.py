"""Model fields whose files are checked when they are stored, whichever way they come."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.core.files.base import File
from django.db import models
from django.db.models.fields.files import FieldFile
from wagtail.images.models import WagtailImageField, WagtailImageFieldFile

from cms.uploads.cleaning import SVG_FORMAT, CleanFile, clean_document, clean_image, extension_of
from cms.uploads.pictures import read_picture
from cms.uploads.refusals import UploadRefusedError
from cms.uploads.svg.drawing import svg_size


class CleanImageFieldFile(WagtailImageFieldFile):
    """An image's file: cleaned when it is stored, measured without being decoded."""

    def save(self, name: str, content: File[Any], save: bool = True) -> None:
        """Store a file once it is clean. Raises UploadRefusedError."""
        super().save(name, clean_unless_clean(clean_image, name, content), save)

    def get_image_dimensions(self) -> tuple[int | None, int | None]:
        """Return the size of what is seen, as the header gives it; none of an unreadable file."""
        was_closed = self.closed
        try:
            self.open()
            data = self.read()
            if extension_of(self.name) == SVG_FORMAT:
                return svg_size(data)
            container = read_picture(data)
        except UploadRefusedError:
            return None, None
        finally:
            if was_closed:
                self.close()
            else:
                self.seek(0)
        return container.upright_size


class CleanImageField(WagtailImageField):
    """The file of an image."""

    attr_class = CleanImageFieldFile

    if TYPE_CHECKING:  # Wagtail has no types; Django's descriptor takes these.

        def __set__(self, instance: models.Model, value: File[Any] | str | None) -> None: ...


class CleanDocumentFieldFile(FieldFile):
    """A document's file, cleaned when it is stored."""

    def save(self, name: str, content: File[Any], save: bool = True) -> None:
        """Store a file once it is clean. Raises UploadRefusedError."""
        super().save(name, clean_unless_clean(clean_document, name, content), save)


class CleanDocumentField(models.FileField):
    """The file of a document."""

    attr_class = CleanDocumentFieldFile


def clean_unless_clean(
    clean: Callable[[File[Any], str], File[Any]], name: str, content: File[Any]
) -> File[Any]:
    """Return a clean file: the very one, if it was cleaned before."""
    return content if isinstance(content, CleanFile) else clean(content, name)
