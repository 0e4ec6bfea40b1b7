"""What blocks that are no text give to GraphQL's own types."""

from datetime import UTC, datetime
from typing import cast

import graphene
import pytest
from django.utils import timezone
from wagtail import blocks

from cms.graphql.loaders.references import References
from cms.graphql.loaders.values import BlockItem


class Fields(blocks.StructBlock):
    """A block with a field of each kind; none is required."""

    day = blocks.DateBlock(required=False)
    hour = blocks.TimeBlock(required=False)
    moment = blocks.DateTimeBlock(required=False)
    whole = blocks.IntegerBlock(required=False)
    number = blocks.FloatBlock(required=False)
    amount = blocks.DecimalBlock(required=False)


TYPES = {
    "day": graphene.Date,
    "hour": graphene.Time,
    "moment": graphene.DateTime,
    "whole": graphene.Int,
    "number": graphene.Float,
    "amount": graphene.Decimal,
}
NOTHING = cast(References, None)  # these fields refer to nothing
MOMENT = datetime(2026, 9, 1, 14, 30, tzinfo=UTC)


def delivered(raw: object, name: str) -> object:
    """Return a field of a stored block as a client gets it."""
    value = BlockItem(None, Fields(), raw, None, NOTHING).field(name)
    return None if value is None else TYPES[name].serialize(value)


@pytest.mark.parametrize(
    ("name", "stored", "expected"),
    [
        ("day", "2026-09-01", "2026-09-01"),
        ("hour", "14:30:00", "14:30:00"),
        ("moment", MOMENT.isoformat(), MOMENT.isoformat()),
        ("whole", 3, 3),
        ("number", 1.5, 1.5),
        ("amount", "2.50", "2.50"),
    ],
)
def test_a_stored_value_is_one_of_its_type(name, stored, expected):
    with timezone.override(UTC):
        assert delivered({name: stored}, name) == expected


@pytest.mark.parametrize("name", TYPES)
@pytest.mark.parametrize("raw", [None, ""])
def test_an_empty_value_is_null(name, raw):
    assert delivered({name: raw}, name) is None
