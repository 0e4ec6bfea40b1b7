"""The report of translations, and each person's own list."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.models import Locale

from cms.models import User
from cms.translation.progress import Progress, list_progress
from iae48.roles import PUBLISHERS
from tests.browsing import Browser
from tests.cms.translation.conftest import TRANSLATORS
from tests.cms.translation.test_source_tracking import republish
from tests.factories import ContentPageFactory, NetworkFactory, UserFactory
from tests.members import member_of

REPORT = "/admin/reports/translations/"


def progress_of(english):
    return {entry.title: entry.progress for entry in list_progress([english.pk])}


def listed(client, **asked):
    return {entry.title: entry for entry in client.get(REPORT, asked).context["entries"]}


def test_each_page_and_snippet_has_its_state(page, home, english, network, translated_network):
    ContentPageFactory(parent=home, title="Sans traduction")
    republish(page.copy_for_translation(english), introduction="We are three.")
    republish(network, summary="Du neuf.")

    assert progress_of(english) == {
        "Accueil": Progress.CURRENT,
        "Qui sommes-nous": Progress.CURRENT,
        "Sans traduction": Progress.MISSING,
        "Réseau du jardin": Progress.OUTDATED,
    }


def test_a_draft_a_moderated_one_and_an_alias_are_told_apart(
    page, translated, translated_network, home, english, as_publisher
):
    other = ContentPageFactory(parent=home, title="Autre")
    other.copy_for_translation(english, alias=True)
    translated_network.save_revision()
    translated_network.refresh_from_db()
    translated_network.get_workflow().start(translated_network, UserFactory())

    translated.title, translated.introduction = "Who we are", "We are three."
    translated.save_revision()

    states = progress_of(english)
    assert states["Qui sommes-nous"] == Progress.DRAFT
    assert states["Autre"] == Progress.ALIAS
    assert states["Réseau du jardin"] == Progress.MODERATION


def test_what_is_missing_leads_to_its_translation(as_translator, page, english):
    below = ContentPageFactory(parent=page, title="Équipe")

    entries = listed(as_translator, progress="missing")

    assert entries["Qui sommes-nous"].url == reverse(
        "simple_translation:submit_page_translation", args=[page.pk]
    )
    # The page above it comes first.
    assert entries[below.title].url == ""
    assert as_translator.get(entries["Qui sommes-nous"].url).status_code == 200


def test_the_report_is_filtered_and_downloaded(as_translator, page, english, network):
    NetworkFactory(name="=1+1", slug="formule")

    text = as_translator.get(REPORT, {"progress": "missing", "export": "csv"}).content.decode()

    assert "Réseau du jardin;réseau;Anglais;À traduire;" in text
    assert "'=1+1" in text
    assert "Accueil" not in text
    assert listed(as_translator, progress="nonsense") == {}


def test_the_report_is_of_languages_of_ones_own(as_translator, as_publisher, page):
    Locale.objects.create(language_code="de")

    for client in (as_translator, as_publisher):
        assert {str(entry.locale) for entry in listed(client).values()} <= {"Anglais", "de"}
    assert all(entry.locale.language_code == "en" for entry in listed(as_translator).values())


def test_whoever_has_no_language_is_refused(roles, page):
    client = Browser()
    client.force_login(UserFactory())

    assert client.get(REPORT).status_code == 302


@pytest.mark.parametrize("number", [1, 20])
def test_the_list_of_progress_costs_the_same_for_any_number_of_rows(
    home, english, number, django_assert_max_num_queries
):
    for _turn in range(number):
        ContentPageFactory(parent=home).copy_for_translation(english)
        NetworkFactory().copy_for_translation(english).save()
    list_progress([english.pk])

    with django_assert_max_num_queries(8):
        assert len(list_progress([english.pk])) == 2 * number + 1


@pytest.mark.parametrize("group", [TRANSLATORS, PUBLISHERS])
def test_the_queries_of_progress_do_not_follow_the_rows_of_a_user(home, english, roles, group):
    user = member_of(group)
    list_progress([english.pk], user)  # content types are looked up once
    counts = []
    for _turn in range(2):
        for _each in range(4):
            ContentPageFactory(parent=home).copy_for_translation(english)
            ContentPageFactory(parent=home, draft=True).copy_for_translation(english)
        ContentPageFactory(parent=home, draft=True)
        ContentPageFactory(parent=home)
        with CaptureQueriesContext(connection) as queries:
            list_progress([english.pk], User.objects.get(pk=user.pk))
        counts.append(len(queries))

    assert counts[0] == counts[1]


def test_the_home_page_shows_what_is_to_do(as_translator, page, translated, network):
    republish(page, introduction="Nous sommes quatre.")

    text = as_translator.get(reverse("wagtailadmin_home")).content.decode()

    assert "Mes traductions" in text
    assert "À mettre à jour" in text
    assert reverse("wagtailadmin_pages:edit", args=[translated.pk]) in text
    assert "1 contenu à traduire" in text
    assert REPORT in text


def test_the_home_page_says_that_nothing_is_to_do(as_translator, translated):
    republish(translated, introduction="We are three.")

    text = as_translator.get(reverse("wagtailadmin_home")).content.decode()

    assert "Mes traductions" in text
    assert "Rien à traduire : tout est à jour." in text
