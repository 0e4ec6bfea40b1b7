"""The sets of sheets that facets are counted from: where sheets are, and when the sets are true."""

import math

import pytest
from django.utils import timezone

from cms.changes.log import Moment, _had_seen_all
from cms.graphql import kept
from cms.preview import grants
from cms.preview.draft_graph import TOKEN_HEADER
from structures.directory import postings
from structures.directory.proximity import Near, point_of
from structures.models import StructurePage
from tests.factories import StructureKindFactory, StructurePageFactory, UserFactory


@pytest.mark.parametrize(
    "point", [(44.5176, 3.5016), (44.3247, 3.5936), (48.85, 2.35), (-21.1, 55.5), (0, 0)]
)
def test_distances_are_those_of_the_database(generated, point):
    near = Near(point[0], point[1], None, 0)
    rows = StructurePage.objects.filter(live=True).annotate(distance_m=near.distance())
    columns = ("latitude", "longitude", "commune__latitude", "commune__longitude", "distance_m")
    found = list(rows.values_list(*columns))

    away = {}
    for own, other, south, west, distance in found:
        there = point_of(south if own is None else own, west if other is None else other)
        away[math.dist(there, near.point) ** 2] = distance

    assert [one for one, metres in away.items() if not one < near.limit(metres)] == []
    assert [one for one, metres in away.items() if metres and one < near.limit(metres - 1)] == []
    assert len(found) >= 120


@pytest.mark.parametrize(
    ("one", "of", "expected"),
    [
        ("10:10:", "10:10:", True),
        ("12:12:", "10:10:", True),
        ("10:10:", "12:12:", False),
        ("10:14:11,12", "10:14:11,12", True),
        ("10:14:12", "10:14:11,12", True),
        ("10:14:11,12", "10:14:12", False),
        ("12:16:15", "10:14:11", True),
        ("12:16:13", "10:14:11", False),
    ],
)
def test_a_snapshot_had_seen_what_another_had(one, of, expected):
    assert _had_seen_all(Moment(one), Moment(of)) is expected


FACETS = "{ structures { totalCount facets { kinds { value count } } } }"
committed = pytest.mark.django_db(transaction=True, serialized_rollback=True)


@pytest.fixture
def sheet(site, directory, cold):
    """Create the one sheet, of kind ACI; answers themselves are not kept."""
    return StructurePageFactory(parent=directory, kind=StructureKindFactory(code="ACI"))


@pytest.fixture
def count(client):
    """Return a function that returns the kinds' facet by value."""

    def ask(**headers):
        body = {"query": FACETS}
        response = client.post("/graphql/", body, content_type="application/json", headers=headers)
        kinds = response.json()["data"]["structures"]["facets"]["kinds"]
        return {kind["value"]: kind["count"] for kind in kinds}

    return ask


@pytest.fixture
def made(monkeypatch):
    """Return what the sets were made for, each time that they were."""
    calls = []
    read = postings._read

    def counted(*given):
        calls.append(given)
        return read(*given)

    monkeypatch.setattr(postings, "_read", counted)
    return calls


@committed
def test_sets_are_made_once_and_again_when_what_they_have_changes(sheet, count, made):
    before = [count(), count()]
    StructurePage.objects.update(confirmed_on=timezone.localdate())  # no set has it
    unmoved = [count(), len(made)]
    StructurePage.objects.update(kind=StructureKindFactory(ei=True))

    assert before == [{"ACI": 1}] * 2
    assert unmoved == [{"ACI": 1}, 1]
    assert count() == {"EI": 1}
    assert len(made) == 2


@committed
def test_sets_with_a_draft_in_them_are_for_its_preview_alone(sheet, site, count, made):
    count()
    sheet.kind = StructureKindFactory(ei=True)
    sheet.save_revision()
    draft = sheet.get_latest_revision_as_object()
    token = grants.issue(UserFactory(superuser=True), draft, site)

    previewed = count(**{TOKEN_HEADER: token})

    assert previewed == {"EI": 1}
    assert count() == {"ACI": 1}
    assert len(made) == 2


@committed
def test_sets_that_nobody_looked_at_for_long_are_made_again(sheet, count, made, monkeypatch):
    monkeypatch.setattr(kept, "LONGEST_SECONDS", 0)
    count()

    count()

    assert len(made) == 2
