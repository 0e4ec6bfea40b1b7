"""The published schema as a contract."""

from pathlib import Path
from typing import Any, cast

import pytest
from django.conf import settings
from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLObjectType,
    get_named_type,
    is_introspection_type,
    is_non_null_type,
    is_specified_scalar_type,
    parse,
    specified_rules,
    validate,
)

from iae48.schema import schema

CONTRACT = settings.BASE_DIR / "schema.graphql"
TYPES = {
    name: graphql_type
    for name, graphql_type in schema.graphql_schema.type_map.items()
    if not is_introspection_type(graphql_type) and not is_specified_scalar_type(graphql_type)
}
OPERATIONS = sorted(Path(settings.CMS_GRAPHQL_OPERATIONS_DIR).glob("*.graphql"))


def test_the_committed_schema_is_current():
    committed = CONTRACT.read_text(encoding="utf-8")

    current = str(schema)

    assert committed.strip() == current.strip(), "run `make schema` and read the difference"


def test_every_type_field_argument_and_value_is_described():
    undescribed = []

    for name, graphql_type in TYPES.items():
        if not graphql_type.description:
            undescribed.append(name)
        if isinstance(graphql_type, GraphQLObjectType | GraphQLInterfaceType):
            for field_name, field in graphql_type.fields.items():
                if not field.description:
                    undescribed.append(f"{name}.{field_name}")
                undescribed += [
                    f"{name}.{field_name}({argument_name})"
                    for argument_name, argument in field.args.items()
                    if not argument.description
                ]
        if isinstance(graphql_type, GraphQLEnumType):
            undescribed += [
                f"{name}.{v}" for v, value in graphql_type.values.items() if not value.description
            ]
        if isinstance(graphql_type, GraphQLInputObjectType):
            undescribed += [
                f"{name}.{f}" for f, field in graphql_type.fields.items() if not field.description
            ]

    assert undescribed == []


@pytest.mark.parametrize(
    "name",
    [
        "draftTitle",
        "owner",
        "live",
        "locked",
        "hasUnpublishedChanges",
        "latestRevision",
        "liveRevision",
        "password",
        "editorialNote",
        "reviewOn",
        "expireAt",
        "goLiveAt",
        "aliasOf",
        "fileHash",
        "collection",
        "uploadedByUser",
    ],
)
def test_no_type_has_a_column_that_nobody_declared(name):
    holders = [
        type_name
        for type_name, graphql_type in TYPES.items()
        if name in getattr(graphql_type, "fields", {})
    ]

    assert holders == []


def test_every_list_of_objects_is_without_nulls():
    loose = []

    for name, graphql_type in TYPES.items():
        if isinstance(graphql_type, GraphQLInputObjectType):
            continue  # what may be asked is optional
        for field_name, field in getattr(graphql_type, "fields", {}).items():
            text = str(field.type)
            if text.startswith("[") and not text.endswith("!]!"):
                loose.append(f"{name}.{field_name}: {text}")

    assert loose == []


# What the CMS requires, and what readers may still not see.
HIDEABLE = {
    "DiagramPage.diagram": "a private collection",
    "Sector.group": "a language that is not published",
    "StructureActivity.sector": "a language that is not published",
    "StructurePage.commune": "a draft may lack it, and so may a sheet that was imported",
}


def test_what_the_cms_requires_is_never_null():
    from graphene.utils.str_converters import to_camel_case
    from grapple.registry import registry
    from wagtail.blocks import StructBlock

    from cms.graphql_fields import declared_sources

    required = set()
    for model, node in registry.class_models.items():
        columns = {column.name: column for column in model._meta.concrete_fields}
        required |= {
            f"{node._meta.name}.{to_camel_case(name)}"
            for name, source in declared_sources(model).items()
            if source in columns and not columns[source].blank
        }
    for block, node in registry.streamfield_blocks.items():
        if isinstance(block, type) and issubclass(block, StructBlock):
            required |= {
                f"{node._meta.name}.{to_camel_case(name)}"
                for name, child in cast(Any, block).base_blocks.items()
                if child.required
            }

    nullable = {
        f"{type_name}.{name}"
        for type_name, graphql_type in TYPES.items()
        for name, field in getattr(graphql_type, "fields", {}).items()
        if not is_non_null_type(field.type)
    }

    assert required & nullable == set(HIDEABLE), "declare it with required=True"


def test_every_page_type_block_and_snippet_of_the_model_is_published():
    from grapple.registry import registry
    from wagtail.blocks import StructBlock
    from wagtail.models import get_page_models

    from cms.models import BasePage

    pages = {model.__name__ for model in get_page_models() if issubclass(model, BasePage)}
    blocks = {
        block.__name__
        for block in registry.streamfield_blocks
        if isinstance(block, type)
        and issubclass(block, StructBlock)
        and not block.__module__.startswith("wagtail.")
    }
    snippets = {"Network", "StructureKind", "Sector", "SectorGroup", "Commune", "Epci"}

    missing = (pages | blocks | snippets | {"SiteSettings", "Navigation", "Image"}) - set(TYPES)

    assert missing == set()


def test_no_type_name_is_mangled():
    from grapple.registry import registry

    for model, node in registry.pages.items():
        assert node._meta.name == model.__name__


def test_no_field_leads_to_a_user_or_a_revision():
    for graphql_type in TYPES.values():
        for field in getattr(graphql_type, "fields", {}).values():
            assert get_named_type(field.type).name not in {"User", "Revision", "Locale"}


@pytest.mark.parametrize("path", OPERATIONS, ids=lambda path: path.stem)
def test_each_registered_document_is_valid(path):
    document = parse(path.read_text(encoding="utf-8"))

    errors = validate(schema.graphql_schema, document, specified_rules)

    assert errors == []
