"""Whoever keeps an answer that a search chose learns of each change of the words."""

import pytest

from cms.changes import tags
from cms.changes.log import Moment, changed_since, moment_expression
from cms.delivery.dependencies import DependencyTracker
from cms.models import Change
from structures.models import SearchEntry
from tests.factories import StructurePageFactory

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)

CHANGES = {
    "a new sheet": lambda: StructurePageFactory(name="Neuve"),
    "another name": lambda: SearchEntry.objects.update(names="autre"),
    "another text": lambda: SearchEntry.objects.update(body="autre"),
    "a sheet less": lambda: SearchEntry.objects.all().delete(),
}


@pytest.fixture
def sheet(directory):
    """Return a sheet that can be searched."""
    return StructurePageFactory(name="Fiche")


def since(change):
    """Return the tags that a change moves."""
    last = Change.objects.annotate(moment=moment_expression()).latest("pk")
    change()
    _now, moved = changed_since(Moment(str(last.moment)))
    return moved


@pytest.mark.parametrize("change", CHANGES)
def test_a_change_of_the_words_is_told(sheet, change):
    tracker = DependencyTracker()
    tracker.listed(SearchEntry, [sheet.locale_id])

    moved = since(CHANGES[change])

    assert tracker.dependencies().are_touched_by(moved)
    assert tags.listed(SearchEntry, sheet.locale_id) in moved


def test_the_words_of_another_language_tell_nothing(sheet):
    tracker = DependencyTracker()
    tracker.listed(SearchEntry, [sheet.locale_id + 1])

    moved = since(CHANGES["another name"])

    assert not tracker.dependencies().are_touched_by(moved)


def test_what_stays_the_same_tells_nothing(sheet):
    moved = since(lambda: SearchEntry.objects.update(names="fiche"))

    assert moved == []
