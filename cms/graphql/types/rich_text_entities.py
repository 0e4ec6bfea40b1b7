"""Links and images inside rich text; only visible targets are delivered."""

from enum import Enum
from html import escape
from typing import Any

import graphene
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import Page

from cms.addresses import encode_address, encode_path, frontend_location
from cms.delivery.context import DeliveryContext
from cms.graphql.loaders.values import PROSE_PRESET, Prose
from cms.graphql.types.media import ImageType, absolute
from cms.images.presets import JPEG, PNG
from cms.images.renditions import stored_files

SCHEMES = ("http://", "https://", "mailto:", "tel:", "#")


# --- Links ---------------------------------------------------------------------------------------


class PageLink(graphene.ObjectType):
    """A link to a visible page of this site."""

    class Meta:
        description = "A link to a visible page of this site."

    path = graphene.String(
        required=True, description="Path in the front end, such as /fr/structures/."
    )
    url = graphene.String(required=True, description="Absolute URL in the front end.")
    locale = graphene.String(required=True, description="Language code of the page, such as fr.")


class DocumentLink(graphene.ObjectType):
    """A link to a visible document."""

    class Meta:
        description = "A link to a visible document."

    url = graphene.String(required=True, description="Absolute URL of the file.")
    title = graphene.String(required=True, description="Title of the document.")


class ExternalLink(graphene.ObjectType):
    """A link to an external URL, an e-mail address, a telephone number or an anchor."""

    class Meta:
        description = (
            "A link to an external URL, an e-mail address, a telephone number or an anchor."
        )

    url = graphene.String(
        required=True, description="Target: http:, https:, mailto:, tel: or #anchor."
    )


Link = PageLink | DocumentLink | ExternalLink


def link_of(
    prose: Prose, attributes: dict[str, str | None], delivery: DeliveryContext
) -> Link | None:
    """Return the target of an <a>, or None if it is hidden, missing or has another scheme."""
    kind, number = attributes.get("linktype"), attributes.get("id") or ""
    pk = int(number) if number.isdecimal() else None
    if kind == "page":
        page = prose.references.get(Page, pk, prose.locale_id)
        if page is None:
            return None
        _site, origin, path = frontend_location(page, delivery.request)
        locale = delivery.locale_codes[page.locale_id]
        return PageLink(path=path, url=origin + encode_path(path), locale=locale)
    if kind == "document":
        document = prose.references.get(get_document_model(), pk, prose.locale_id)
        if document is None:
            return None
        return DocumentLink(url=absolute(document.url), title=document.title)
    address = (attributes.get("href") or "").strip()
    if not address.lower().startswith(SCHEMES):
        return None
    return ExternalLink(url=encode_address(address))


# --- Images --------------------------------------------------------------------------------------


class ImageEmbedFormat(Enum):
    """Placement of an image inside rich text."""

    FULLWIDTH = "fullwidth"
    LEFT = "left"
    RIGHT = "right"


FORMATS = {
    "": "Placement of an image inside rich text.",
    "FULLWIDTH": "Full width of the text.",
    "LEFT": "On the left; text flows around it.",
    "RIGHT": "On the right; text flows around it.",
}
EmbedFormat = graphene.Enum.from_enum(
    ImageEmbedFormat, description=lambda value: FORMATS[value.name if value else ""]
)


class ImageEmbed(graphene.ObjectType):
    """An image inside rich text."""

    class Meta:
        description = "An image inside rich text."

    image = graphene.Field(ImageType, required=True, description="The image.")
    alt = graphene.String(
        required=True,
        description="Alt text for this use of the image. An empty string if the image is "
        "decorative.",
    )
    format = graphene.Field(EmbedFormat, required=True, description="Placement of the image.")


def embed_of(
    prose: Prose, attributes: dict[str, str | None], delivery: DeliveryContext
) -> ImageEmbed | None:
    """Return the image of an <embed>, or None if it is hidden, missing or not an image."""
    number = attributes.get("id") or ""
    if attributes.get("embedtype") != "image" or not number.isdecimal():
        return None
    image = prose.references.get(get_image_model(), int(number), prose.locale_id)
    if image is None:
        return None
    alt = attributes.get("alt")
    if alt is None:
        alt = delivery.text(image.alternative_texts, prose.locale_id)
    formats = {item.value: item for item in ImageEmbedFormat}
    placement = formats.get(attributes.get("format") or "", ImageEmbedFormat.FULLWIDTH)
    return ImageEmbed(image=image, alt=alt, format=placement)


def picture_html(embed: Any) -> str:
    """Return the image as <picture> with its existing renditions, or with the original file."""
    files = stored_files(embed.image, PROSE_PRESET)
    fallback = files.pop(JPEG, None) or files.pop(PNG, None) or []
    sources = [
        f"<source{_attributes(type=f'image/{name}', **_sizes(renditions))}>"
        for name, renditions in files.items()
    ]
    file = fallback[len(fallback) // 2] if fallback else embed.image
    image = _attributes(
        src=absolute(file.url),
        **_sizes(fallback),
        width=file.width,
        height=file.height,
        alt=embed.alt,
        loading="lazy",
        **{"class": f"richtext-image {embed.format.value}"},
    )
    return f"<picture>{''.join(sources)}<img{image}></picture>"


def _sizes(files: list[Any]) -> dict[str, str]:
    srcset = ", ".join(f"{absolute(file.url)} {file.width}w" for file in files)
    return {"srcset": srcset, "sizes": PROSE_PRESET.value.sizes_attribute} if files else {}


def _attributes(**values: Any) -> str:
    return "".join(f' {name}="{escape(str(value))}"' for name, value in values.items())
