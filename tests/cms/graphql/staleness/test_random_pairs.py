"""A thousand random pairs of an edit and a question: no answer is stale, and few are made anew."""

import os
import random
from collections import Counter

import pytest
from django.test import override_settings
from wagtail.models import Locale, Page

from cms.changes.log import present
from cms.graphql import views
from structures.directory.facet_index import facet_indexes
from tests.cms.graphql.staleness.edits import World, random_edit
from tests.cms.graphql.staleness.purging import is_purged
from tests.cms.graphql.staleness.questions import random_question
from tests.factories import HomePageFactory

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)

PAIRS = int(os.environ.get("STALENESS_PAIRS", "1000"))
QUESTIONS_AN_EDIT = 5
SEED = int(os.environ.get("STALENESS_SEED", "48"))


@pytest.fixture
def world(settings, tmp_path):
    """Return a site with two languages."""
    settings.MEDIA_ROOT = tmp_path
    Page.objects.filter(depth__gt=1).delete()
    home = HomePageFactory(title="Accueil")
    english, _ = Locale.objects.get_or_create(language_code="en")
    translation = home.copy_for_translation(english)
    translation.title, translation.slug = "Home", "home"
    translation.save_revision().publish()
    return World(home, english, random.Random(SEED))


@pytest.fixture
def ask(client, monkeypatch):
    """Return a function that asks, and tells the answer's response and whether it was made."""
    made = []
    run = views._run

    def counted(*arguments):
        made.append(arguments)
        return run(*arguments)

    monkeypatch.setattr(views, "_run", counted)

    def send(text, variables):
        made.clear()
        body = {"query": text, "variables": variables}
        response = client.post("/graphql/", body, content_type="application/json")
        return response, bool(made)

    return send


def test_no_answer_is_stale_and_few_are_made_without_need(world, ask):
    stale, unpurged, hits = [], [], 0
    needless: Counter[tuple[str, str]] = Counter()

    for _ in range(PAIRS // QUESTIONS_AN_EDIT):
        questions = [random_question(world.dice) for _ in range(QUESTIONS_AN_EDIT)]
        before = [ask(text, variables)[0] for _name, text, variables in questions]
        moment = present()
        edit = random_edit(world)
        for (name, text, variables), old in zip(questions, before, strict=True):
            given, was_made = ask(text, variables)
            facet_indexes.clear()
            given = given.content
            with override_settings(CMS_GRAPHQL_CACHED_RESPONSES=0):
                true = ask(text, variables)[0].content
            assert b'"errors"' not in true, (name, variables, true)
            if given != true:
                stale.append((edit, name, variables))
            hits += not was_made
            if old.content != true and not is_purged(old, moment):
                unpurged.append((edit, name, variables))
            if was_made and old.content == true:
                needless[edit, name] += 1

    print(f"{hits} of {PAIRS} answers were kept; {needless.total()} were made without need:")  # noqa: T201  figures for the reader
    for (edit, name), number in needless.most_common():
        print(f"  {number} × {name} after {edit}")  # noqa: T201  figures for the reader
    assert stale == []
    assert unpurged == []
    assert needless.total() <= PAIRS * 0.05
    assert hits >= PAIRS * 0.5
