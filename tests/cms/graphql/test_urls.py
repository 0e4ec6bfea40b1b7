"""Addresses that people typed leave percent-encoded, wherever they were typed."""

import json
from contextlib import suppress
from typing import Any, cast

import pytest
from django.core.exceptions import FieldDoesNotExist
from django.db.models import URLField
from graphene.utils.str_converters import to_camel_case
from grapple.registry import registry
from wagtail.blocks import URLBlock

from cms.addresses import encode_address
from cms.graphql.loaders.references import References
from cms.graphql.loaders.values import BlockItem
from cms.graphql_fields import declared_name, declared_sources
from cms.models import SocialLink
from iae48.schema import schema
from tests.factories import (
    ContentPageFactory,
    NetworkFactory,
    SiteSettingsFactory,
    StructureKindFactory,
    StructurePageFactory,
)

TYPED = "https://œuvre.exemple.fr/été?q=où%20%C3%A9+50%#ça"
ENCODED = "https://xn--uvre-f4a.exemple.fr/%C3%A9t%C3%A9?q=o%C3%B9%20%C3%A9+50%25#%C3%A7a"


def fields_of_models():
    """Yield (model, name) of each address that a model declares for GraphQL."""
    for model in registry.class_models:
        for name, source in declared_sources(model).items():
            with suppress(FieldDoesNotExist):
                if isinstance(model._meta.get_field(source), URLField):
                    yield model, name


def fields_of_blocks():
    """Yield (block, name) of each address that a block declares for GraphQL."""
    for block in registry.streamfield_blocks:
        for declaration in getattr(block, "graphql_fields", ()):
            name = declared_name(declaration)
            if isinstance(block.base_blocks.get(name), URLBlock):
                yield block, name


def field_of(node, name):
    return schema.graphql_schema.type_map[node._meta.name].fields[to_camel_case(name)]


@pytest.mark.parametrize(("model", "name"), list(fields_of_models()))
def test_every_address_of_a_model_is_encoded(db, model, name):
    field = field_of(registry.class_models[model], name)

    value = field.resolve(model(**{declared_sources(model)[name]: TYPED}), None)

    assert value == ENCODED


@pytest.mark.parametrize(("block", "name"), list(fields_of_blocks()))
def test_every_address_of_a_block_is_encoded(block, name):
    node = registry.streamfield_blocks[block]
    item = BlockItem(None, block(), {name: TYPED}, None, References(cast(Any, None)))

    value = field_of(node, name).resolve(item, None)

    assert value == ENCODED
    assert json.loads(field_of(node, "rawValue").resolve(item, None)) == {name: ENCODED}


def test_the_addresses_of_models_are_encoded(graphql, site):
    SocialLink.objects.create(settings=SiteSettingsFactory(site=site), name="X", url=TYPED)
    page = StructurePageFactory(kind=StructureKindFactory(legal_url=TYPED), website=TYPED)
    page.networks.add(NetworkFactory(website=TYPED))
    page.save_revision().publish()

    data = graphql(
        """query ($id: ID) {
          siteSettings { socialLinks { url } jsonLd }
          structure(id: $id) {
            website kind { legalUrl } networks { website } jsonLd
          }
        }""",
        id=page.pk,
    )["data"]

    sheet = data["structure"]
    node = json.loads(sheet["jsonLd"])
    assert data["siteSettings"]["socialLinks"] == [{"url": ENCODED}]
    assert json.loads(data["siteSettings"]["jsonLd"])["@graph"][0]["sameAs"] == [ENCODED]
    assert sheet["website"] == ENCODED
    assert sheet["kind"]["legalUrl"] == ENCODED
    assert sheet["networks"] == [{"website": ENCODED}]
    assert (node["sameAs"], node["memberOf"][0]["url"]) == (ENCODED, ENCODED)


def test_the_addresses_in_blocks_are_encoded(graphql, home):
    link = {"text": "Là", "page": None, "document": None, "url": TYPED}
    content = f'<p><a href="{TYPED}">là</a></p>'
    page = ContentPageFactory(
        parent=home,
        body=[
            ("quote", {"text": "Dit", "source": "X", "source_url": TYPED}),
            ("quote", {"text": "Dit", "source": "X", "source_url": ""}),
            ("call_to_action", {"title": "Voir", "text": "", "link": link}),
            ("paragraph", {"content": content}),
        ],
    )

    blocks = graphql(
        """query ($id: ID) { page(id: $id) { ... on ContentPage { body {
          ... on QuoteBlock { sourceUrl }
          ... on CallToActionBlock { link { url } }
          ... on ParagraphBlock { content { html } }
        } } } }""",
        id=page.pk,
    )["data"]["page"]["body"]

    assert blocks[0] == {"sourceUrl": ENCODED}
    assert blocks[1] == {"sourceUrl": ""}
    assert blocks[2] == {"link": {"url": ENCODED}}
    assert f'<a href="{ENCODED}">' in blocks[3]["content"]["html"]


@pytest.mark.parametrize(
    ("typed", "encoded"),
    [
        ("", ""),
        ("https://exemple.fr/%C3%A9?a=1&b=%zz", "https://exemple.fr/%C3%A9?a=1&b=%25zz"),
        ("https://Moi:Secret@été.fr:81/", "https://Moi:Secret@xn--t-9fab.fr:81/"),
        ("mailto:rené@exemple.fr", "mailto:ren%C3%A9@exemple.fr"),
        ("#où", "#o%C3%B9"),
        ("https://[é/", "https://[%C3%A9/"),
    ],
)
def test_what_cannot_be_read_is_encoded_as_it_is(typed, encoded):
    assert encode_address(typed) == encoded
    assert encode_address(encoded) == encoded
