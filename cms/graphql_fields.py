"""Field declarations for `graphql_fields` that grapple lacks, named like grapple's own.

Unlike grapple's lists, those declared here are non-null, with non-null items.

Models import this module, so it imports no models and no GraphQL types of this project.
`cms.graphql.types.registration` provides the types that some declarations need (see `provide`)
before grapple builds its own types.
"""

from collections.abc import Callable
from typing import Any

import graphene
from django.apps import apps
from django.conf import settings
from grapple.models import GraphQLField
from grapple.registry import registry
from grapple.types.interfaces import StreamFieldInterface

Declaration = Callable[[], GraphQLField]
# Default page size of lists.
DEFAULT_SIZE = 20
# Description of the computed fields `jsonLd` (cms.graphql.loaders.computed_fields).
JSON_LD = (
    "JSON-LD with the schema.org vocabulary. Insert it unchanged into a `<script>` element "
    "of type application/ld+json."
)
LOCALE = "Language code of the snippet, such as fr."
TRANSLATIONS = "The same snippet in the other languages."
IS_OUTDATED = (
    "True if this is a translation and the original (default-language) page or snippet has "
    "since been published with new text to translate. Changes to shared fields (phone "
    "number, image …) do not count. A translation whose text is still identical to the "
    "original is not outdated."
)
SOURCE_CHANGED_AT = "When the original was last published, if `isOutdated` is true; otherwise null."
VERSIONS = (
    "Revision history, newest first. Only available in a preview: send the `X-Preview-Token` "
    "header with a token for this object. Otherwise an empty list."
)

# The arguments of `provide`: types, and functions that create a field.
_provided: dict[str, Any] = {}


def provide(**parts: Any) -> None:
    """Register the types and fields that declarations refer to by name.

    `rich_text` and `snippet_interface` are types; `snippet_locale` and `versions` are functions
    that return a field.
    """
    _provided.update(parts)


def _list_of(field_name: str, item: Any, description: str) -> Declaration:
    def declare() -> GraphQLField:
        items = graphene.NonNull(graphene.List(graphene.NonNull(item)))
        return GraphQLField(field_name, items, description=description)

    return declare


def GraphQLProse(field_name: str, *, description: str) -> Declaration:
    """Declare a rich-text field, of the type RichText."""
    return lambda: GraphQLField(
        field_name,
        lambda: _provided["rich_text"],
        description=description,
        required=True,
    )


def GraphQLDate(field_name: str, *, description: str, required: bool = False) -> Declaration:
    """Declare a date field, ISO 8601."""
    return lambda: GraphQLField(
        field_name, graphene.Date, description=description, required=required
    )


def GraphQLStringList(field_name: str, *, description: str) -> Declaration:
    """Declare a list of strings."""
    return _list_of(field_name, graphene.String, description)


def GraphQLStringRows(field_name: str, *, description: str) -> Declaration:
    """Declare a list of lists of strings."""
    row = graphene.NonNull(graphene.List(graphene.NonNull(graphene.String)))
    items = graphene.NonNull(graphene.List(row))
    return lambda: GraphQLField(field_name, items, description=description)


def GraphQLModelList(field_name: str, label: str, *, description: str) -> Declaration:
    """Declare a list of visible rows of a model; `label` is, for example, "networks.Network"."""
    return _list_of(field_name, lambda: registry.models[apps.get_model(label)], description)


def GraphQLReferringPages(
    field_name: str, label: str, *, description: str
) -> tuple[Declaration, Callable[[Any], graphene.Field]]:
    """Declare the reverse side of a many-to-many field: the visible pages that refer to a row.

    The pages are ordered by title. `field_name` is the `related_name` of the many-to-many field of
    the page type `label`.
    """
    items = _list_of(field_name, lambda: registry.models[apps.get_model(label)], description)

    def with_size(of_type: Any) -> graphene.Field:
        return graphene.Field(of_type, first=first_argument(), description=description)

    return items, with_size


def GraphQLTranslated() -> list[Any]:
    """Declare the locale, translation and revision fields of a translatable snippet."""

    def declare(name: str, description: str, build: Callable[[], graphene.Field]) -> Any:
        field = GraphQLField(name, graphene.String, description=description)
        return lambda: field, lambda _of_type: build()

    def translations() -> graphene.Field:
        items = graphene.List(graphene.NonNull(lambda: _provided["snippet_interface"]))
        return graphene.Field(items, required=True, description=TRANSLATIONS)

    return [
        declare("locale", LOCALE, lambda: _provided["snippet_locale"]()),
        declare("translations", TRANSLATIONS, translations),
        declare("is_outdated", IS_OUTDATED, is_outdated),
        declare("source_changed_at", SOURCE_CHANGED_AT, source_changed_at),
        declare("versions", VERSIONS, lambda: _provided["versions"]()),
    ]


def is_outdated() -> graphene.Field:
    """Return the field `isOutdated` of translations."""
    return graphene.Field(graphene.NonNull(graphene.Boolean), description=IS_OUTDATED)


def source_changed_at() -> graphene.Field:
    """Return the field `sourceChangedAt` of translations."""
    return graphene.Field(graphene.DateTime, description=SOURCE_CHANGED_AT)


def GraphQLBody(field_name: str, *, description: str) -> Declaration:
    """Declare a StreamField: a list of blocks of all types."""
    return _list_of(field_name, StreamFieldInterface, description)


def GraphQLBlock(field_name: str, block: type, *, description: str) -> Declaration:
    """Declare a nested StructBlock with its own type instead of the block interface."""
    return lambda: GraphQLField(
        field_name,
        lambda: registry.streamfield_blocks[block],
        description=description,
        required=True,
    )


def GraphQLBlockList(field_name: str, block: type, *, description: str) -> Declaration:
    """Declare a list of StructBlocks of one type."""
    return _list_of(field_name, lambda: registry.streamfield_blocks[block], description)


def declared_name(declaration: Any) -> str:
    """Return the Python name of a declared field."""
    return str(declared_field(declaration).field_name)


def declared_sources(model: type[Any]) -> dict[str, str]:
    """Return, by field name, the attribute that each declared field of a model reads."""
    fields = [declared_field(declaration) for declaration in getattr(model, "graphql_fields", ())]
    return {field.field_name: field.field_source for field in fields}


def declared_field(declaration: Any) -> Any:
    """Return the GraphQLField of a declaration; unwraps callables and (field, wrapper) tuples."""
    field = declaration() if callable(declaration) else declaration
    if isinstance(field, tuple):
        field = field[0]() if callable(field[0]) else field[0]
    return field


def first_argument() -> graphene.Argument:
    """Return the argument `first` of lists without cursors."""
    return graphene.Argument(
        graphene.Int,
        default_value=DEFAULT_SIZE,
        description=f"Number of results, at most {settings.CMS_GRAPHQL_MAX_PAGE_SIZE}.",
    )
