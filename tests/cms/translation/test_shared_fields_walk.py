"""Whatever is done, in whatever order, a live source and its translations say the same facts."""

from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from wagtail.models import Revision

from cms.tree_lock import tree_locked
from structures.inclusion.applying import apply_plan
from structures.inclusion.planning import make_plan
from structures.models import StructurePage
from tests.cms.translation.shared_fields import latest, make, republish, said, translate
from tests.cms.translation.test_shared_fields import publish_scheduled
from tests.factories import NetworkFactory, StructurePageFactory

NUMBERS = st.sampled_from(["+33466000001", "+33466000002", "+33466000003", ""])
WORDS = st.sampled_from(["Hedges.", "Fences.", ""])


def save_draft(row, phone, words):
    version = row.get_latest_revision_as_object()
    version.phone, version.description = phone, words
    return version.save_revision()


def publish(row, phone, words):
    save_draft(row, phone, words).publish()


def publish_draft(row, phone, words):
    if row.latest_revision is not None:
        row.latest_revision.publish()


def publish_old(row, phone, words):
    if (first := Revision.objects.for_instance(row).order_by("pk").first()) is not None:
        first.publish()


def schedule(row, phone, words):
    version = row.get_latest_revision_as_object()
    version.phone, version.description = phone, words
    version.go_live_at = timezone.now() + timedelta(days=1)
    version.save_revision().publish()


def reach_the_hour(row, phone, words):
    publish_scheduled()


def unpublish(row, phone, words):
    row.unpublish()


def save_row(row, phone, words):
    row.phone, row.description = phone, words
    row.save()


def leave_the_network(row, phone, words):
    row.networks = []
    row.save_revision().publish()


def join_a_network(row, phone, words):
    row.networks.add(NetworkFactory())
    row.save_revision().publish()


def lose_activities(row, phone, words):
    row.activities = []
    row.save_revision().publish()


def import_file(row, phone, words):
    facts = {
        "source": "dora",
        "id": "dora--1",
        "nom": row.name,
        "date_maj": "2026-01-01",
        "siret": row.siret,
        "commune": "Mende",
        "code_insee": "48095",
        "code_postal": "48000",
        "telephone": phone or "+33466000009",
    }
    with tree_locked():
        apply_plan(make_plan([facts]))


ACTIONS = [
    save_draft, publish, publish_draft, publish_old, schedule, reach_the_hour, unpublish, save_row,
    leave_the_network, join_a_network, lose_activities, import_file,
]  # fmt: skip
STEPS = st.tuples(st.sampled_from(ACTIONS), st.booleans(), NUMBERS, WORDS)


def state(row):
    """Return what readers and editors have of a row, but for its facts."""
    return row.live, row.has_unpublished_changes, row.latest_revision_id, row.description


@contextmanager
def rolled_back():
    """Undo what is done inside."""
    with transaction.atomic():
        try:
            yield
        finally:
            transaction.set_rollback(True)


@pytest.fixture
def pair(directory, site, english):
    """Return the ids of a French sheet and of its English version, both published."""
    source = make(StructurePage)
    StructurePageFactory(name="Une autre")
    return source.pk, republish(translate(source, english)).pk


@settings(
    max_examples=25,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(steps=st.lists(STEPS, min_size=2, max_size=7))
def test_no_walk_parts_them(pair, steps):
    with rolled_back():
        for action, is_source, phone, words in steps:
            row, other = (StructurePage.objects.get(pk=pk) for pk in pair)
            if not is_source:
                row, other = other, row
            action(row, phone, words)
            source, translation = (StructurePage.objects.get(pk=pk) for pk in pair)
            if source.live:
                expected = said(source)
                assert said(translation) == said(latest(translation)) == expected
                for version in Revision.objects.for_instance(translation).filter(
                    approved_go_live_at__isnull=False
                ):
                    assert said(version.as_object()) == expected
            if action is not reach_the_hour and not (action is import_file and not is_source):
                assert state(StructurePage.objects.get(pk=other.pk)) == state(other)
