"""Images and documents as readers get them."""

from typing import Any
from urllib.parse import urljoin

import graphene
from django.conf import settings
from graphql import GraphQLResolveInfo

from cms.graphql.handwritten import HandWritten
from cms.models import CustomDocument, CustomImage


class FocalPoint(graphene.ObjectType):
    """The point of an image that must stay in sight."""

    class Meta:
        description = (
            "The point of an image that must stay in sight, as fractions from the top left."
        )

    x = graphene.Float(required=True, description="From the left edge (0) to the right (1).")
    y = graphene.Float(required=True, description="From the top edge (0) to the bottom (1).")


class ImageType(HandWritten):
    """A picture."""

    class Meta:
        name = "Image"
        description = "A picture; `url` is the original file."

    id = graphene.ID(required=True, description="Identifier of the image.")
    title = graphene.String(required=True, description="Title in the media library.")
    alt = graphene.String(
        required=True, description="Default alternative text, empty when none was written."
    )
    credit = graphene.String(required=True, description="Author and licence, or empty.")
    url = graphene.String(required=True, description="Full address of the original file.")
    width = graphene.Int(required=True, description="Width of the original in pixels.")
    height = graphene.Int(required=True, description="Height of the original in pixels.")
    focal_point = graphene.Field(FocalPoint, description="Null when the editor set none.")

    @staticmethod
    def resolve_alt(image: CustomImage, info: GraphQLResolveInfo) -> str:
        """Return the default alternative text."""
        return str(image.description)

    @staticmethod
    def resolve_url(image: CustomImage, info: GraphQLResolveInfo) -> str:
        """Return the original file's address."""
        return absolute(image.file.url)

    @staticmethod
    def resolve_focal_point(image: CustomImage, info: GraphQLResolveInfo) -> FocalPoint | None:
        """Return the focal point's centre."""
        if image.focal_point_x is None or image.focal_point_y is None:
            return None
        return FocalPoint(
            x=round(image.focal_point_x / image.width, 4),
            y=round(image.focal_point_y / image.height, 4),
        )


class DocumentType(HandWritten):
    """A file to download."""

    class Meta:
        name = "Document"
        description = "A file to download."

    id = graphene.ID(required=True, description="Identifier of the document.")
    title = graphene.String(required=True, description="Title of the document.")
    url = graphene.String(required=True, description="Full address of the file.")
    file_name = graphene.String(required=True, description="Name of the file.")
    file_extension = graphene.String(required=True, description="Extension, such as pdf.")
    file_size = graphene.Int(description="Size in bytes.")

    @staticmethod
    def resolve_url(document: CustomDocument, info: GraphQLResolveInfo) -> str:
        """Return the file's address."""
        return absolute(document.url)

    @staticmethod
    def resolve_file_name(document: CustomDocument, info: GraphQLResolveInfo) -> str:
        """Return the file's name."""
        return str(document.filename)


def absolute(url: Any) -> str:
    """Return the full address of a file: this CMS's own address before a path."""
    return urljoin(f"{settings.WAGTAILADMIN_BASE_URL}/", str(url))
