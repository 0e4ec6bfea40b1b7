"""Forms of images, documents and pictures of accounts: a file is refused on its field."""

from __future__ import annotations

import io
from pathlib import PurePath
from typing import Any

from django import forms
from django.core.files.base import File
from django.core.files.uploadedfile import UploadedFile
from django.template.defaultfilters import filesizeformat
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.forms.account import AvatarPreferencesForm
from wagtail.documents.forms import BaseDocumentForm
from wagtail.images.fields import WagtailImageField
from wagtail.images.forms import BaseImageForm

from cms.image_decoding import DecoderBusyError, UndecodablePictureError, decode, max_pixels
from cms.media.forms import ReleasingFormMixin
from cms.media.tags import TagsFormMixin
from cms.uploads.cleaning import SVG_FORMAT, CleanFile, clean_document, clean_image, extension_of
from cms.uploads.pictures import MEGAPIXEL
from cms.uploads.refusals import BUSY, UNREADABLE, UploadRefusedError

AVATAR_SIDE = 400


class ImageUploadField(WagtailImageField):
    """The file of an image, cleaned; Wagtail's own field would decode it to measure it."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.help_text = _(
            "Formats acceptés : %(formats)s ; au plus %(size)s et %(pixels)s millions de pixels "
            "(%(costly)s en WebP et AVIF), sans animation. La position GPS et les autres données "
            "de l’appareil sont retirées du fichier."
        ) % {
            "formats": self.supported_formats_text,
            "size": filesizeformat(self.max_upload_size),
            "pixels": number_format(f"{max_pixels(is_costly=False) / MEGAPIXEL:g}"),
            "costly": number_format(f"{max_pixels(is_costly=True) / MEGAPIXEL:g}"),
        }

    def to_python(self, data: Any) -> File[Any] | None:
        """Return the cleaned file, none without an upload."""
        file = forms.FileField.to_python(self, data)
        return None if file is None else clean_image(file)


class ImageForm(TagsFormMixin, ReleasingFormMixin, BaseImageForm):
    """The base of every form that uploads or edits an image."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if (field := self.fields.get("file")) is not None:
            self.fields["file"] = ImageUploadField(
                label=field.label, required=field.required, widget=field.widget
            )

    def clean(self) -> Any:
        """Return the values; a focal point outside the picture is refused."""
        cleaned = super().clean() or {}
        for place, side in (("focal_point_x", "width"), ("focal_point_y", "height")):
            if (cleaned.get(place) or 0) > (getattr(self.instance, side) or 0) > 0:
                self.add_error(
                    None, _("Le point focal est en dehors de l’image : placez-le sur l’image.")
                )
                break
        return cleaned


class DocumentForm(TagsFormMixin, ReleasingFormMixin, BaseDocumentForm):
    """The base of every form that uploads or edits a document."""

    def clean_file(self) -> Any:
        """Return the cleaned file of an upload, or the file that is stored already."""
        file = self.cleaned_data["file"]
        return clean_document(file) if isinstance(file, UploadedFile) else file


class AvatarField(ImageUploadField):
    """A picture of an account; a drawing has no pixels to shrink."""

    def to_python(self, data: Any) -> File[Any] | None:
        """Return the picture shrunk, none without an upload."""
        if data is not None and extension_of(data.name) == SVG_FORMAT:
            raise UploadRefusedError(_("Choisissez une photo (JPEG ou PNG) et non un dessin SVG."))
        file = super().to_python(data)
        if file is None:
            return None
        try:
            small = decode(file, AVATAR_SIDE, AVATAR_SIDE)
        except DecoderBusyError as error:
            raise UploadRefusedError(BUSY) from error
        except UndecodablePictureError as error:
            raise UploadRefusedError(UNREADABLE) from error
        small.thumbnail((AVATAR_SIDE, AVATAR_SIDE))
        output = io.BytesIO()
        small.save(output, "PNG")
        return CleanFile(output.getvalue(), name=f"{PurePath(str(file.name)).stem}.png")


class AvatarForm(AvatarPreferencesForm):
    """The picture of one's own account; Wagtail's form would decode any number of pixels."""

    avatar = AvatarField(label=gettext_lazy("Photo de profil"), required=False)

    def clean_avatar(self) -> Any:
        """Return the new picture, or the one that is stored already."""
        return self.cleaned_data.get("avatar") or self._original_avatar
