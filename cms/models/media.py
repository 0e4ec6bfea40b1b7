"""Images and documents: models of our own, since a model cannot be exchanged once used."""

from collections.abc import Iterable
from functools import partial
from pathlib import PurePosixPath
from typing import Any

from django.db import models, transaction
from django.utils.translation import gettext_lazy as _
from wagtail.documents.models import AbstractDocument
from wagtail.documents.models import Document as WagtailDocument
from wagtail.images.models import (
    AbstractImage,
    AbstractRendition,
    Filter,
    ImageQuerySet,
    SourceImageIOError,
    get_upload_to,
)
from wagtail.images.models import Image as WagtailImage

from cms.image_decoding import opened_within_limits
from cms.media.privacy import is_private
from cms.media.storage import (
    LONGEST_STEM,
    PRIVATE_RENDITIONS,
    PUBLIC_RENDITIONS,
    address_of,
    document_upload_to,
    random_name,
    random_token,
)
from cms.models.media_signals import images_moved, renditions_created
from cms.models.released import ReleasedMixin
from cms.models.texts import TextsField, first_language
from cms.placeholder import Look, look_at
from cms.uploads.cleaning import clean_document, clean_image
from cms.uploads.fields import CleanDocumentField, CleanImageField, clean_unless_clean

# What is read off an image's file when it is stored.
READ_OFF_FILE = (
    "width",
    "height",
    "file_size",
    "file_hash",
    "placeholder",
    "has_transparency",
)
# What the form of an image asks for first; the rest is as in Wagtail's.
DESCRIBED_BY = ("title", "file", "description", "alternatives", "credit")


class CustomImageQuerySet(ImageQuerySet):
    """Images; a change of collection by `update` moves their renditions too."""

    def update(self, **values: Any) -> int:
        """Update the rows, and place the renditions anew where the collection changes."""
        keys = []
        if not {"collection", "collection_id"}.isdisjoint(values):
            keys = list(self.order_by().values_list("pk", flat=True))
        changed: int = super().update(**values)
        if keys:
            images_moved.send(CustomImage, image_ids=keys)
        return changed


class CustomImage(AbstractImage, ReleasedMixin):
    """A picture with its author; its `description` is the first language's alternative text."""

    file = CleanImageField(
        verbose_name=AbstractImage._meta.get_field("file").verbose_name,
        upload_to=get_upload_to,
        width_field="width",
        height_field="height",
    )

    credit = models.CharField(
        _("crédit"),
        max_length=255,
        blank=True,
        help_text=_("L’auteur ou l’autrice de l’image et sa licence."),
    )

    alternatives = TextsField(
        _("descriptions dans les autres langues"),
        first_language=False,
        help_text=_(
            "Ce que montre l’image, pour les personnes qui ne la voient pas. "
            "Sans texte dans une langue, la description est reprise telle quelle."
        ),
    )

    # Read off the file when it is stored, since no reader's request may open one.
    placeholder = models.TextField(_("aperçu minuscule"), blank=True, editable=False)
    has_transparency = models.BooleanField(_("transparence"), default=False, editable=False)

    admin_form_fields = (
        *DESCRIBED_BY,
        *(name for name in WagtailImage.admin_form_fields if name not in DESCRIBED_BY),
    )

    # The renditions once `cms.images.renditions.renditions_of` has loaded them.
    stored_renditions: "list[Rendition] | None" = None
    # Those of some specs, by spec, once `load_files` has loaded them.
    stored_by_spec: "dict[str, list[Rendition]] | None" = None

    objects = CustomImageQuerySet.as_manager()

    class Meta(AbstractImage.Meta):
        verbose_name = _("image")
        verbose_name_plural = _("images")

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Clean a new file and look at it; the renditions of the one that it replaces are deleted.

        Raises UploadRefusedError for a file that may not be stored.
        """
        update_fields: Iterable[str] | None = kwargs.get("update_fields")
        is_new = self._state.adding
        has_new_file = (update_fields is None or "file" in update_fields) and (
            is_new or self._stored_file() != self.file.name
        )
        if has_new_file:
            self._clean_new_file()
            self.look_at_file()
            if update_fields is not None:
                kwargs["update_fields"] = {*update_fields, *READ_OFF_FILE}
        with transaction.atomic():
            if has_new_file and not is_new:
                delete_after_commit(self, self._stored_file())
                self.renditions.all().delete()
                self.stored_renditions = self.stored_by_spec = None
            super().save(*args, **kwargs)

    def get_upload_to(self, filename: str) -> str:
        """Return where the original is stored: in a folder whose name cannot be guessed."""
        path = PurePosixPath(super().get_upload_to(filename))
        return f"{path.parent}/{random_token()}/{path.stem[:LONGEST_STEM]}{path.suffix}"

    @property
    def url(self) -> str:
        """Return the address of the original, which is served to people who may see the image."""
        return address_of(self.file.name)

    def look_at_file(self) -> None:
        """Set what is read off the file; an SVG, which has no renditions, needs nothing of it."""
        look = Look() if self.is_svg() else look_at(self)
        self.placeholder, self.has_transparency = look.placeholder, look.has_transparency

    def generate_rendition_file(self, filter: Filter, *, source: Any = None) -> Any:
        """Return a file that Wagtail makes for its admin. Raises SourceImageIOError."""
        if self.is_svg():
            return super().generate_rendition_file(filter, source=source)
        with self.open_file() as file, opened_within_limits(source or file):
            return super().generate_rendition_file(filter, source=source)

    def get_rendition(self, filter: Filter | str) -> "Rendition":
        """Return a rendition; one that shows a broken picture when the file cannot be decoded."""
        try:
            return super().get_rendition(filter)
        except SourceImageIOError:
            rendition = Rendition(image=self, width=0, height=0)
            rendition.file.name = "not-found"
            return rendition

    @property
    def alternative_texts(self) -> dict[str, str]:
        """Return the alternative texts by language code."""
        return {first_language(): self.description, **self.alternatives}

    def _set_image_file_metadata(self) -> None:
        """Set size and hash; Wagtail leaves a stored file open."""
        super()._set_image_file_metadata()
        if self.file._committed:
            self.file.close()

    def _clean_new_file(self) -> None:
        if not self.file._committed:
            cleaned = clean_unless_clean(clean_image, self.file.name, self.file.file)
            if cleaned is not self.file.file:
                self.file = cleaned
        self._set_image_file_metadata()

    def _stored_file(self) -> str | None:
        return type(self).objects.filter(pk=self.pk).values_list("file", flat=True).first()


class RenditionQuerySet(models.QuerySet["Rendition"]):
    """Renditions; those made together are checked like the ones that are saved one by one."""

    def bulk_create(self, objs: Iterable["Rendition"], *args: Any, **kwargs: Any) -> Any:
        """Store renditions, close their temporary files, and look at their places afterwards."""
        renditions = list(objs)
        contents = [row.file.file for row in renditions if not row.file._committed]
        created = super().bulk_create(renditions, *args, **kwargs)
        for content in contents:
            content.close()
        if renditions:
            image_ids = {rendition.image_id for rendition in renditions}
            renditions_created.send(Rendition, image_ids=image_ids)
        return created


class Rendition(AbstractRendition):
    """A size of an image, made once; its file has a random name."""

    image = models.ForeignKey(CustomImage, on_delete=models.CASCADE, related_name="renditions")

    objects = RenditionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["image", "filter_spec", "focal_point_key"],
                name="cms_rendition_unique",
            ),
        ]

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Store the rendition, and close the temporary file that it was made in."""
        content = None if self.file._committed else self.file.file
        super().save(*args, **kwargs)
        if content is not None:
            content.close()

    def get_upload_to(self, filename: str) -> str:
        """Return where the file is stored: where no web server looks if the image is private."""
        private = is_private(self.image.collection_id)
        return (PRIVATE_RENDITIONS if private else PUBLIC_RENDITIONS) + random_name(filename)


class CustomDocument(AbstractDocument, ReleasedMixin):
    """A file for readers to download."""

    file = CleanDocumentField(
        verbose_name=AbstractDocument._meta.get_field("file").verbose_name,
        upload_to=document_upload_to,
        max_length=255,
    )

    admin_form_fields = WagtailDocument.admin_form_fields

    class Meta(AbstractDocument.Meta):
        verbose_name = _("document")
        verbose_name_plural = _("documents")

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Clean and measure a new file; the one that it replaces is deleted after the commit.

        Raises UploadRefusedError for a file that may not be stored.
        """
        update_fields: Iterable[str] | None = kwargs.get("update_fields")
        if self.file and not self.file._committed:  # type: ignore[attr-defined]  # the stubs lack it
            cleaned = clean_unless_clean(clean_document, str(self.file.name), self.file.file)
            if cleaned is not self.file.file:
                self.file = cleaned
            self._set_document_file_metadata()
            if update_fields is not None:
                kwargs["update_fields"] = {*update_fields, "file_size", "file_hash"}
        with transaction.atomic():
            if self.pk and (update_fields is None or "file" in update_fields):
                rows = type(self).objects.filter(pk=self.pk)
                stored = rows.values_list("file", flat=True).first()
                if stored != self.file.name:
                    delete_after_commit(self, stored)
            super().save(*args, **kwargs)

    def clean(self) -> None:
        """Check the file's extension; in the form of an upload that waits, there is no file yet."""
        if self.file:
            super().clean()

    def _set_document_file_metadata(self) -> None:
        """Set size and hash; Wagtail leaves a stored file open."""
        super()._set_document_file_metadata()
        if self.file._committed:  # type: ignore[attr-defined]  # as above
            self.file.close()


def delete_after_commit(instance: CustomImage | CustomDocument, name: str | None) -> None:
    """Delete a file that an image or a document has no more, once that is committed."""
    if name:
        transaction.on_commit(partial(instance.file.storage.delete, name), robust=True)
