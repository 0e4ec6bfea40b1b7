"""Builds the schema from the fields that models and blocks declare."""

from collections.abc import Iterable
from typing import Any

import graphene
from graphql import GraphQLSchema
from grapple.registry import registry

from cms.graphql.schema import enforcement
from cms.graphql.types.streamfield import finish_block_types
from cms.graphql_fields import declared_name

Mixin = type[Any]


def build_schema(*queries: Mixin, mutations: Iterable[Mixin] = ()) -> graphene.Schema:
    """Return the schema with the root fields of `queries` and `mutations`.

    Every field that returns objects enforces visibility. A type has only the fields that its model
    declares; those that graphene-django adds by itself are removed.
    """
    _keep_declared_fields()
    schema = graphene.Schema(
        query=_root("Query", queries, QUERY),
        mutation=_root("Mutation", mutations, MUTATION),
        types=list(_implementations()),
    )
    _describe_types(schema.graphql_schema)
    finish_block_types(schema.graphql_schema)
    enforcement.enforce_visibility(schema.graphql_schema)
    return schema


QUERY = (
    "All published content of the site. Hidden content is indistinguishable from missing content."
)
MUTATION = "Operations that change data. They require POST, with one root field per operation."
SCALARS = {
    "Date": "Calendar date, YYYY-MM-DD.",
    "DateTime": "RFC 3339 timestamp in UTC, such as 2026-01-31T09:30:00+00:00.",
}


def _root(name: str, mixins: Iterable[Mixin], text: str) -> type | None:
    bases = tuple(mixins)
    return type(name, (*bases, graphene.ObjectType), {"Meta": _described(text)}) if bases else None


def _described(text: str) -> type:
    return type("Meta", (), {"description": text})


def _implementations() -> Iterable[type]:
    """Yield the types that are reachable only through an interface: pages, snippets, blocks."""
    yield from registry.pages.values()
    for model, node in registry.snippets.items():
        if getattr(model, "graphql_fields", ()):
            yield node
    for _block, node in _own_blocks():
        yield node
    yield registry.streamfield_blocks["generic-block"]


def _built_types() -> Iterable[tuple[type, Any]]:
    for models in (registry.pages, registry.snippets, registry.settings, registry.django_models):
        yield from models.items()


def _own_blocks() -> Iterable[tuple[type, Any]]:
    for block, node in registry.streamfield_blocks.items():
        if isinstance(block, type) and not block.__module__.startswith("wagtail."):
            yield block, node


def _keep_declared_fields() -> None:
    """Restrict the built types to the fields of their interfaces and of their model, in that order.

    graphene-django also adds columns that are not declared.
    """
    for _model, node in _built_types():
        node._meta.fields["id"] = graphene.Field(
            graphene.ID, required=True, description="ID of the object."
        )
    for model, node in (*_built_types(), *_own_blocks()):
        names = ["id"]
        for interface in node._meta.interfaces:
            names += interface._meta.fields
        names += [declared_name(field) for field in getattr(model, "graphql_fields", ())]
        fields = dict(node._meta.fields)
        node._meta.fields.clear()
        node._meta.fields.update({name: fields[name] for name in dict.fromkeys(names)})


def _describe_types(schema: GraphQLSchema) -> None:
    """Describe the scalars, and each built type by the first line of its model's docstring."""
    for name, text in SCALARS.items():
        schema.type_map[name].description = text
    for model, node in _built_types():
        if graphql_type := schema.type_map.get(node._meta.name):
            graphql_type.description = (model.__doc__ or "").strip().splitlines()[0]
