"""The sets of sheets that facets are counted from: when they are true."""

import pytest
from django.utils import timezone

from cms.changes.log import Moment, _includes
from cms.delivery import value_cache
from cms.preview import grants
from cms.preview.draft_graph import TOKEN_HEADER
from structures.directory import facet_index
from structures.models import StructurePage
from tests.factories import StructureKindFactory, StructurePageFactory, UserFactory


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
    assert _includes(Moment(one), Moment(of)) is expected


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
    read = facet_index._read

    def counted(*given):
        calls.append(given)
        return read(*given)

    monkeypatch.setattr(facet_index, "_read", counted)
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
    monkeypatch.setattr(value_cache, "LONGEST_SECONDS", 0)
    count()

    count()

    assert len(made) == 2
