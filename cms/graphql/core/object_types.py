"""GraphQL types that are written by hand rather than built by grapple from `graphql_fields`."""

from typing import Any

import graphene


class CustomObjectType(graphene.ObjectType):
    """A type for grapple's registry that grapple leaves as it is."""

    class Meta:
        abstract = True

    @staticmethod
    def type() -> dict[str, Any]:
        """Tell grapple that there is nothing left to build."""
        return {"lazy": False}


def register() -> None:
    """Register the types of images and documents, and provide what declarations refer to.

    Runs before grapple builds its own types.
    """
    from grapple.registry import registry

    from cms.graphql.interfaces import SnippetInterface, snippet_locale
    from cms.graphql.media import DocumentType, ImageType
    from cms.graphql.rich_text import RichText
    from cms.graphql.versions import version_list
    from cms.graphql_fields import provide
    from cms.models import CustomDocument, CustomImage

    registry.images[CustomImage] = ImageType
    registry.documents[CustomDocument] = DocumentType
    provide(
        rich_text=RichText,
        snippet_interface=SnippetInterface,
        snippet_locale=snippet_locale,
        versions=version_list,
    )
