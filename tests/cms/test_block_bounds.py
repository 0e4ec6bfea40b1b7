"""Streams and tables that are too large are refused before anything in them is looked at."""

import html
import json

import pytest
from django.apps import apps
from django.urls import reverse
from wagtail import blocks
from wagtail.blocks.stream_block import StreamBlockValidationError
from wagtail.contrib.typed_table_block.blocks import (
    TypedTableBlock,
    TypedTableBlockValidationError,
)
from wagtail.fields import StreamField

from cms.blocks.bounds import (
    MOST_CELLS,
    MOST_ITEMS,
    BoundedStreamBlock,
    BoundedTableBlock,
)
from cms.blocks.stream import ProseStreamBlock
from tests.admin_forms import form_fields
from tests.cms.test_blocks import NESTED
from tests.factories import ContentPageFactory

BODY = ProseStreamBlock()
TABLE = BODY.child_blocks["table"].child_blocks["table"]


@pytest.fixture
def untouched(monkeypatch):
    """Fail when a text of a block or of a cell is looked at."""

    def look(*arguments):
        pytest.fail("It is looked at.")

    monkeypatch.setattr(blocks.FieldBlock, "clean", look)


def table(rows, columns):
    return TABLE.to_python(
        {
            "columns": [{"type": "text", "heading": "A"}] * columns,
            "rows": [{"values": ["a"] * columns}] * rows,
        }
    )


def headings(number):
    return [("heading", {"text": "Un titre", "level": "h2"})] * number


def accordion(sections):
    return ("accordion", {"title": "", "items": [{"title": "A", "content": "<p>a</p>"}] * sections})


def stream(items):
    return BODY.to_python([{"type": name, "value": value} for name, value in items])


def test_every_stream_and_table_has_a_limit():
    streams = [
        field.stream_block
        for model in apps.get_models()
        for field in model._meta.local_fields
        if isinstance(field, StreamField)
    ]
    inner = [block for block in NESTED.values() if isinstance(block, blocks.BaseStreamBlock)]
    tables = [block for block in NESTED.values() if isinstance(block, TypedTableBlock)]

    assert len(streams) >= 10
    assert len(tables) >= 8
    assert {
        type(block) for block in [*streams, *inner] if not isinstance(block, BoundedStreamBlock)
    } == set()
    assert {type(block) for block in tables} == {BoundedTableBlock}


def test_a_table_of_all_cells_that_are_allowed_is_accepted():
    assert len(TABLE.clean(table(MOST_CELLS // 10, 10)).row_data) == MOST_CELLS // 10


def test_a_table_that_is_too_large_is_refused_unseen(untouched):
    with pytest.raises(TypedTableBlockValidationError) as refusal:
        TABLE.clean(table(MOST_CELLS // 10 + 1, 10))

    [message] = refusal.value.as_json_data()["messages"]
    assert message.replace("\xa0", " ") == (
        "Le tableau a 2010 cases (201 lignes, 10 colonnes) : 2000 au plus. Partagez-le en "
        "plusieurs tableaux, ou proposez-le comme document à télécharger."
    )


def test_a_stream_of_all_items_that_are_allowed_is_accepted():
    # Ten accordions are eleven items each.
    items = [*headings(MOST_ITEMS - 110), *[accordion(10)] * 10]

    assert len(BODY.clean(stream(items))) == len(items)


@pytest.mark.parametrize(
    "items",
    [
        headings(MOST_ITEMS + 1),
        [*headings(MOST_ITEMS - 109), *[accordion(10)] * 10],
        [accordion(500)],
    ],
    ids=["blocks", "blocks and items", "items"],
)
def test_a_stream_that_is_too_long_is_refused_unseen(untouched, items):
    with pytest.raises(StreamBlockValidationError) as refusal:
        BODY.clean(stream(items))

    [message] = refusal.value.as_json_data()["messages"]
    assert message == (
        "Ce contenu a 501 blocs et éléments de listes : 500 au plus. Enlevez-en, ou "
        "répartissez-les sur plusieurs pages."
    )


def table_fields(rows, columns, *, with_cells, deleted=()):
    """Return what a form sends of a page whose body is a table."""
    value = "body-0-value-table"
    fields = {"body-count": "1", "body-0-deleted": "", "body-0-order": "0", "body-0-type": "table"}
    fields |= {"body-0-value-caption": "Les communes", f"{value}-caption": ""}
    fields |= {f"{value}-row-count": str(rows), f"{value}-column-count": str(columns)}
    for number in range(columns):
        place = f"{value}-column-{number}"
        fields |= {f"{place}-type": "text", f"{place}-heading": "", f"{place}-deleted": ""}
        fields[f"{place}-order"] = str(number)
    for number in range(rows):
        is_deleted = "1" if number in deleted else ""
        fields |= {f"{value}-row-{number}-deleted": is_deleted}
        fields[f"{value}-row-{number}-order"] = str(number)
        if with_cells and not is_deleted:
            fields |= {f"{value}-cell-{number}-{column}": "a" for column in range(columns)}
    return fields


@pytest.fixture
def send(site, admin_client):
    """Return a function that saves a page, and returns it with the answer."""

    def send(fields):
        page = ContentPageFactory()
        address = reverse("wagtailadmin_pages:edit", args=[page.pk])
        form = form_fields(admin_client.get(address).content.decode())
        answer = admin_client.post(address, form | fields)
        page.refresh_from_db()
        return page.get_latest_revision_as_object(), answer

    return send


def test_a_table_of_cells_that_were_not_sent_is_refused_unseen(send, untouched):
    page, answer = send(table_fields(300, 900, with_cells=False))

    assert answer.status_code == 400
    assert len(page.body) == 0


def test_a_table_that_is_too_large_is_shown_again_with_all_its_cells(send):
    page, answer = send(table_fields(250, 10, with_cells=True))

    shown = html.unescape(answer.content.decode())
    assert answer.status_code == 200
    assert json.dumps("2500 cases")[1:-1] in shown
    assert shown.count('["a", "a", "a", "a", "a", "a", "a", "a", "a", "a"]') == 250
    assert len(page.body) == 0


def test_a_table_whose_rows_were_deleted_is_saved(send):
    page, answer = send(table_fields(250, 10, with_cells=True, deleted=range(2, 250)))

    assert answer.status_code == 302
    assert len(page.body[0].value["table"].row_data) == 2
