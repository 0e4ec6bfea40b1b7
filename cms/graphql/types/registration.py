"""Registers the hand-written types, and provides them to declarations."""

from grapple.registry import registry

from cms.graphql.types.interfaces import SnippetInterface, snippet_locale
from cms.graphql.types.media import DocumentType, ImageType
from cms.graphql.types.revisions import version_list
from cms.graphql.types.rich_text import RichText
from cms.graphql_fields import provide
from cms.models import CustomDocument, CustomImage


def register() -> None:
    """Register the types of images and documents, and provide types to `cms.graphql_fields`.

    Must run before grapple builds its own types.
    """
    registry.images[CustomImage] = ImageType
    registry.documents[CustomDocument] = DocumentType
    provide(
        rich_text=RichText,
        snippet_interface=SnippetInterface,
        snippet_locale=snippet_locale,
        versions=version_list,
    )
