"""GraphQL types of images and documents."""

from typing import Any
from urllib.parse import urljoin

import graphene
from django.conf import settings
from graphql import GraphQLResolveInfo

from cms.delivery.context import delivery_of
from cms.graphql.core.object_types import CustomObjectType
from cms.images.presets import FALLBACKS, JPEG, PNG, ImagePreset
from cms.images.renditions import stored_files
from cms.models import CustomDocument, CustomImage


class FocalPoint(graphene.ObjectType):
    """The focal point of an image."""

    class Meta:
        description = (
            "The point of an image that must stay visible, as fractions of the width and height."
        )

    x = graphene.Float(
        required=True, description="Horizontal position, from 0 (left edge) to 1 (right edge)."
    )
    y = graphene.Float(
        required=True, description="Vertical position, from 0 (top edge) to 1 (bottom edge)."
    )


ImagePresetType = graphene.Enum.from_enum(
    ImagePreset,
    description=lambda preset: (
        preset.value.description
        if preset
        else "Intended use of an image; determines its crop and sizes. Images are never enlarged."
    ),
)


class ImageSource(graphene.ObjectType):
    """The attributes of a `<source>` element."""

    class Meta:
        description = (
            "The renditions of one file format, as attributes of a `<source>` inside `<picture>`."
        )

    type = graphene.String(required=True, description="Media type, such as image/avif.")
    srcset = graphene.String(
        required=True,
        description="Value of the `srcset` attribute: absolute URLs with their widths, smallest "
        "first.",
    )
    sizes = graphene.String(
        required=True,
        description="Suggested `sizes` attribute for this preset. Override it if your layout "
        "differs.",
    )


def preset_argument() -> graphene.Argument:
    """Return the argument `preset`."""
    return graphene.Argument(
        ImagePresetType, required=True, description="How the front end uses the image."
    )


class ImageType(CustomObjectType):
    """An image."""

    class Meta:
        name = "Image"
        description = (
            "An image. `url` is the original file; `sources` and `src` are resized renditions "
            "of it."
        )

    id = graphene.ID(required=True, description="ID of the image.")
    title = graphene.String(required=True, description="Title in the media library.")
    alt = graphene.String(
        required=True,
        description=(
            "Alt text in the language of the page, snippet or block through which you "
            "reached the image, falling back to another language; an empty string if none "
            "exists. The value depends on the path of the query: a normalising cache must "
            "not key it on `id` alone."
        ),
    )
    credit = graphene.String(required=True, description="Author and licence, or empty.")
    url = graphene.String(required=True, description="Absolute URL of the original file.")
    width = graphene.Int(required=True, description="Width of the original in pixels.")
    height = graphene.Int(required=True, description="Height of the original in pixels.")
    focal_point = graphene.Field(
        FocalPoint, description="Focal point, or null if the editor set none."
    )
    object_position = graphene.String(
        required=True,
        description=(
            "Value for the CSS property `object-position`, e.g. `42% 55%` (`50% 50%` if no "
            "focal point is set). Only needed with the uncropped presets (HERO, CONTENT, "
            "LOGO); the others are already cropped around the focal point."
        ),
    )
    placeholder = graphene.String(
        description=(
            "Blurred preview to show while the image loads: a data URL built from the "
            "image's ThumbHash. Null for an SVG."
        )
    )
    sources = graphene.List(
        graphene.NonNull(ImageSource),
        required=True,
        preset=preset_argument(),
        description=(
            "Renditions in AVIF, WebP and JPEG, in this order (PNG instead of JPEG for "
            "drawings and transparency). Empty for an SVG, and while the renditions are "
            "being generated: `src` is then the original file."
        ),
    )
    src = graphene.String(
        required=True,
        preset=preset_argument(),
        description=(
            "Absolute URL of the medium-sized rendition in JPEG (PNG for drawings and "
            "transparency), for `<img src>`."
        ),
    )

    @staticmethod
    def resolve_alt(image: CustomImage, info: GraphQLResolveInfo) -> str:
        """Return the alt text in the locale that the image is bound to."""
        locale_id = image.__dict__.get("locale_id")
        return delivery_of(info).text(image.alternative_texts, locale_id)

    @staticmethod
    def resolve_url(image: CustomImage, info: GraphQLResolveInfo) -> str:
        """Return the URL of the original file."""
        return absolute(image.url)

    @staticmethod
    def resolve_focal_point(image: CustomImage, info: GraphQLResolveInfo) -> FocalPoint | None:
        """Return the centre of the focal area, as fractions."""
        if image.focal_point_x is None or image.focal_point_y is None:
            return None
        return FocalPoint(
            x=round(image.focal_point_x / image.width, 4),
            y=round(image.focal_point_y / image.height, 4),
        )

    @staticmethod
    def resolve_object_position(image: CustomImage, info: GraphQLResolveInfo) -> str:
        """Return the centre of the focal area, in per cent."""
        if image.focal_point_x is None or image.focal_point_y is None:
            return "50% 50%"
        x = round(100 * image.focal_point_x / image.width)
        y = round(100 * image.focal_point_y / image.height)
        return f"{x}% {y}%"

    @staticmethod
    def resolve_placeholder(image: CustomImage, info: GraphQLResolveInfo) -> str | None:
        """Return the stored placeholder, or None."""
        return image.placeholder or None

    @staticmethod
    def resolve_sources(
        image: CustomImage, info: GraphQLResolveInfo, *, preset: ImagePreset
    ) -> list[ImageSource]:
        """Return the existing renditions; generates none."""
        return [
            ImageSource(
                type=f"image/{file_format}",
                srcset=", ".join(f"{absolute(file.url)} {file.width}w" for file in files),
                sizes=preset.value.sizes_attribute,
            )
            for file_format, files in stored_files(image, preset).items()
        ]

    @staticmethod
    def resolve_src(image: CustomImage, info: GraphQLResolveInfo, *, preset: ImagePreset) -> str:
        """Return the medium-sized fallback rendition, or the original if it does not exist yet."""
        return fallback_address(image, preset)


class DocumentType(CustomObjectType):
    """A downloadable file."""

    class Meta:
        name = "Document"
        description = "A downloadable file."

    id = graphene.ID(required=True, description="ID of the document.")
    title = graphene.String(required=True, description="Title of the document.")
    url = graphene.String(required=True, description="Absolute URL of the file.")
    file_name = graphene.String(required=True, description="Name of the file.")
    file_extension = graphene.String(required=True, description="File extension, such as pdf.")
    file_size = graphene.Int(description="File size in bytes.")

    @staticmethod
    def resolve_url(document: CustomDocument, info: GraphQLResolveInfo) -> str:
        """Return the URL of the file."""
        return absolute(document.url)

    @staticmethod
    def resolve_file_name(document: CustomDocument, info: GraphQLResolveInfo) -> str:
        """Return the name of the file."""
        return str(document.filename)


def fallback_address(image: CustomImage, preset: ImagePreset) -> str:
    """Return the absolute URL of the medium-sized JPEG or PNG, or of the original file."""
    by_format = stored_files(image, preset, FALLBACKS)
    files = next((by_format[name] for name in (JPEG, PNG) if name in by_format), None)
    return absolute(files[len(files) // 2].url if files else image.url)


def absolute(url: Any) -> str:
    """Return the absolute URL of a file; paths are relative to WAGTAILADMIN_BASE_URL."""
    path = str(url)
    if path.startswith("/") and not path.startswith("//"):
        return f"{settings.WAGTAILADMIN_BASE_URL}{path}"
    return urljoin(f"{settings.WAGTAILADMIN_BASE_URL}/", path)
