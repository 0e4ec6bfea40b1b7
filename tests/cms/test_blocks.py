"""What blocks refuse, and what every block of every stream owes to editors and readers."""

import html
from collections.abc import Iterator

import pytest
from django.urls import reverse
from django.utils.html import strip_tags
from wagtail import blocks
from wagtail.blocks.struct_block import StructBlockValidationError
from wagtail.fields import StreamField
from wagtail.images.blocks import ImageBlock
from wagtail.models import Page, get_page_models

from cms.blocks.bounds import BoundedStreamBlock
from cms.blocks.links import ContactBlock, LinkBlock
from cms.blocks.stream import ProseStreamBlock
from networks.blocks import NetworksStreamBlock
from structures.blocks import DirectoryStreamBlock
from tests.factories import DocumentFactory, UserFactory

ONE_TARGET = "Choisissez une page, un document ou une adresse : un seul des trois."
SHOWN = {"title", "text", "caption", "heading", "content", "name", "value"}

STREAMS = {
    f"{model.__name__}.{field.name}": field.stream_block
    for model in get_page_models()
    for field in model._meta.get_fields()
    if isinstance(field, StreamField)
}
# Every type that an editor chooses among others; one type alone is added without any choice.
CHOICES = {
    type(block).__name__: block
    for stream in STREAMS.values()
    for block in stream.child_blocks.values()
    if len(stream.child_blocks) > 1
}


def nested(block: blocks.Block, path: str) -> Iterator[tuple[str, blocks.Block]]:
    """Yield the block and all below it with their paths, down to Wagtail's own image block."""
    yield path, block
    if isinstance(block, ImageBlock):
        return
    for name, child in getattr(block, "child_blocks", {}).items():
        yield from nested(child, f"{path}.{name}")
    if isinstance(block, blocks.ListBlock):
        yield from nested(block.child_block, f"{path}.item")


def texts(value, name: str = "") -> Iterator[str]:
    """Yield the texts that a preview shows, without markup."""
    if isinstance(value, dict):
        for key, item in value.items():
            yield from texts(item, key)
    elif isinstance(value, list):
        for item in value:
            yield from texts(item, name)
    elif isinstance(value, str) and name in SHOWN and strip_tags(value):
        yield strip_tags(value)


NESTED = dict(
    pair for stream_name, stream in STREAMS.items() for pair in nested(stream, stream_name)
)


def test_the_streams_of_the_site_are_the_known_ones():
    kinds = {name: type(stream) for name, stream in STREAMS.items()}

    assert kinds == {
        "HomePage.body": DirectoryStreamBlock,
        "ContentPage.body": DirectoryStreamBlock,
        "AgreementsPage.body": DirectoryStreamBlock,
        "DiagramPage.body": DirectoryStreamBlock,
        "LegalPage.body": DirectoryStreamBlock,
        "ContactPage.body": DirectoryStreamBlock,
        "ContactPage.subject_choices": BoundedStreamBlock,
        "StructureIndexPage.body": DirectoryStreamBlock,
        "StructureIndexPage.common_elements": BoundedStreamBlock,
        "NetworkIndexPage.body": NetworksStreamBlock,
    }


@pytest.mark.parametrize("stream", [NetworksStreamBlock, DirectoryStreamBlock])
def test_each_stream_has_all_blocks_of_prose(stream):
    names, prose = list(stream().child_blocks), list(ProseStreamBlock().child_blocks)

    assert names[: len(prose)] == prose
    assert len(names) > len(prose)


def test_the_blocks_are_looked_into_to_the_last_cell():
    paths = set(NESTED)

    assert {
        "HomePage.body.table.table.number",
        "ContentPage.body.accordion.items.item.content",
        "LegalPage.body.call_to_action.link.url",
        "NetworkIndexPage.body.network_list.networks.item",
        "StructureIndexPage.common_elements.point.page",
    } <= paths


def test_no_block_takes_raw_html():
    raw = [path for path, block in NESTED.items() if isinstance(block, blocks.RawHTMLBlock)]

    assert raw == []


def test_no_field_is_named_label_which_stops_grapple():
    named = [path for path in NESTED if path.endswith(".label")]

    assert named == []


def test_every_block_has_a_label_of_its_own():
    unlabelled = [
        path
        for path, block in NESTED.items()
        if path not in STREAMS and not str(getattr(block.meta, "label", None) or "")
    ]

    assert unlabelled == []


@pytest.mark.parametrize("block", CHOICES.values(), ids=CHOICES)
def test_every_block_to_choose_says_what_it_is_for(block):
    description = str(block.get_description())

    assert description.endswith(".")
    assert block.meta.group
    assert block.meta.icon != blocks.Block._meta_class.icon


@pytest.mark.parametrize("block", CHOICES.values(), ids=CHOICES)
def test_every_block_to_choose_shows_its_preview(client, db, block):
    client.force_login(UserFactory(superuser=True))
    expected = list(texts(block.meta.preview_value))

    response = client.get(reverse("wagtailadmin_block_preview"), {"id": block.definition_prefix})

    shown = " ".join(html.unescape(strip_tags(response.content.decode())).split())
    assert (response.status_code, block.is_previewable) == (200, True)
    assert expected
    assert [text for text in expected if text not in shown] == []


def link(**target):
    """Return the value of a link block as the admin's form gives it."""
    value = {"text": "En savoir plus", "page": None, "document": None, "url": "", **target}
    return blocks.StructValue(LinkBlock(), value.items())


def test_a_link_without_a_target_is_refused():
    with pytest.raises(StructBlockValidationError) as refusal:
        LinkBlock().clean(link())

    assert {name: error.messages for name, error in refusal.value.block_errors.items()} == {
        "page": [ONE_TARGET]
    }


def test_a_link_with_two_targets_is_refused(home):
    value = link(page=home, url="https://www.exemple.fr/")

    with pytest.raises(StructBlockValidationError) as refusal:
        LinkBlock().clean(value)

    assert {name: error.messages for name, error in refusal.value.block_errors.items()} == {
        "page": [ONE_TARGET],
        "url": [ONE_TARGET],
    }


def test_a_link_with_three_targets_is_refused(home):
    value = link(page=home, document=DocumentFactory(), url="https://www.exemple.fr/")

    with pytest.raises(StructBlockValidationError) as refusal:
        LinkBlock().clean(value)

    assert set(refusal.value.block_errors) == {"page", "document", "url"}


def test_a_link_without_a_text_is_refused(home):
    value = link(page=home, text="")

    with pytest.raises(StructBlockValidationError) as refusal:
        LinkBlock().clean(value)

    assert set(refusal.value.block_errors) == {"text"}


@pytest.mark.parametrize("target", ["page", "document", "url"])
def test_a_link_with_one_target_is_accepted(home, target):
    targets = {
        "page": Page.objects.get(pk=home.pk),
        "document": DocumentFactory(),
        "url": "https://www.exemple.fr/",
    }

    cleaned = LinkBlock().clean(link(**{target: targets[target]}))

    assert cleaned[target] == targets[target]


@pytest.mark.parametrize("address", ["exemple", "javascript:alert(1)"])
def test_a_link_to_what_is_no_address_is_refused(address):
    with pytest.raises(StructBlockValidationError) as refusal:
        LinkBlock().clean(link(url=address))

    assert set(refusal.value.block_errors) == {"url"}


def contact(**facts):
    """Return the value of a contact block as the admin's form gives it."""
    names = ("title", "name", "phone", "email", "address", "note")
    value = {**dict.fromkeys(names, ""), "title": "Nous joindre", **facts}
    return blocks.StructValue(ContactBlock(), value.items())


@pytest.mark.parametrize(("typed", "stored"), [("04 66 00 00 00", "+33466000000"), ("", "")])
def test_a_contact_s_telephone_is_stored_in_one_form(typed, stored):
    cleaned = ContactBlock().clean(contact(phone=typed))

    assert cleaned["phone"] == stored


def test_a_contact_s_telephone_that_is_no_number_is_refused():
    with pytest.raises(StructBlockValidationError) as refusal:
        ContactBlock().clean(contact(phone="le matin"))

    assert {name: error.messages for name, error in refusal.value.block_errors.items()} == {
        "phone": [
            "« le matin » n’est pas un numéro de téléphone valable. Saisissez dix chiffres, par "
            "exemple 04 66 00 00 00, un numéro court comme 3949 ou 115, ou un numéro international "
            "qui commence par +."
        ]
    }


def test_a_contact_s_email_address_that_is_none_is_refused():
    with pytest.raises(StructBlockValidationError) as refusal:
        ContactBlock().clean(contact(email="contact"))

    assert set(refusal.value.block_errors) == {"email"}
