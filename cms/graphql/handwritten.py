"""GraphQL types that are written by hand rather than built by grapple from `graphql_fields`."""

from typing import Any

import graphene


class HandWritten(graphene.ObjectType):
    """A type for grapple's registry that grapple leaves as it is."""

    class Meta:
        abstract = True

    @staticmethod
    def type() -> dict[str, Any]:
        """Tell grapple that there is nothing left to build."""
        return {"lazy": False}


def register() -> None:
    """Put the types of images and documents into the registry, before grapple builds its own."""
    from grapple.registry import registry

    from cms.graphql.media import DocumentType, ImageType
    from cms.models import CustomDocument, CustomImage

    registry.images[CustomImage] = ImageType
    registry.documents[CustomDocument] = DocumentType
