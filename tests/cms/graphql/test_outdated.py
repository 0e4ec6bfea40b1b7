"""A translation says whether its source has moved on, by the version that it follows."""

import pytest
from django.utils import timezone
from wagtail.models import Page

from cms.models import TranslationState
from cms.preview.grants import issue
from cms.translation.source_tracking import note_up_to_date
from tests.factories import (
    ContentPageFactory,
    ImageFactory,
    NetworkFactory,
    PageViewRestrictionFactory,
    UserFactory,
)

QUERY = """{
  route(path: "/en/page/") { ... on PageRoute { isOutdated sourceChangedAt
    page { isAlias isOutdated sourceChangedAt } } }
  network(slug: "net", locale: "en") { locale isOutdated sourceChangedAt
    translations { id contentType ... on Network { locale name isOutdated } } }
}"""


def publish(row, **values):
    row = type(row).objects.get(pk=row.pk)
    for name, value in values.items():
        setattr(row, name, value)
    row.save_revision().publish()
    row.refresh_from_db()
    return row


def rewrite(row):
    """Publish a row with something new to translate."""
    field = "introduction" if isinstance(row, Page) else "summary"
    return publish(row, **{field: f"Du neuf, {timezone.now().isoformat()}."})


def publish_in(source, locale, **values):
    translation = publish(source).copy_for_translation(locale)
    for name, value in values.items():
        setattr(translation, name, value)
    translation.save()
    return publish(translation)


@pytest.fixture
def page(home):
    return ContentPageFactory(parent=home, slug="page")


@pytest.fixture
def network(home):
    return NetworkFactory(name="Réseau", slug="net")


@pytest.fixture
def translated(page, english):
    return publish_in(page, english)


@pytest.fixture
def translated_network(network, english):
    return publish_in(network, english, name="Net")


@pytest.fixture
def ask(graphql, translated, translated_network):
    """Return a function that tells of the page, and of the network, since when it is outdated."""

    def outdated():
        data = graphql(QUERY)["data"]
        route, network = data["route"], data["network"]
        assert route["page"] == {
            "isAlias": False,
            "isOutdated": route["isOutdated"],
            "sourceChangedAt": route["sourceChangedAt"],
        }
        for found in (route, network):
            assert found["isOutdated"] == (found["sourceChangedAt"] is not None)
        return route["sourceChangedAt"], network["sourceChangedAt"]

    return outdated


def test_a_translation_is_outdated_once_its_source_is_published_again(ask, page, network):
    before = ask()

    dates = [rewrite(row).last_published_at.isoformat() for row in (page, network)]

    assert before == (None, None)
    assert list(ask()) == dates


def test_its_own_publication_alone_does_not_bring_a_translation_up_to_date(
    ask, page, network, translated, translated_network
):
    dates = [rewrite(row).last_published_at.isoformat() for row in (page, network)]

    publish(translated, introduction="Anew.")
    publish(translated_network, summary="Anew.")

    assert list(ask()) == dates


def test_a_translation_that_is_noted_up_to_date_is_so_at_once(
    ask, page, network, translated, translated_network
):
    rewrite(page)
    rewrite(network)

    note_up_to_date(translated)
    note_up_to_date(translated_network)

    assert ask() == (None, None)


def test_a_draft_that_is_noted_up_to_date_is_so_for_readers_once_published(
    ask, page, translated, site, client
):
    date = rewrite(page).last_published_at.isoformat()
    translated.introduction = "Anew."
    draft = translated.save_revision()
    translated.refresh_from_db()
    note_up_to_date(translated)

    before = ask()[0]
    token = issue(UserFactory(superuser=True), translated.get_latest_revision_as_object(), site)
    previewed = client.post(
        "/graphql/",
        {"query": '{ page(urlPath: "/en/page/") { isOutdated } }'},
        content_type="application/json",
        headers={"X-Preview-Token": token},
    ).json()
    draft.publish()

    assert before == date
    assert previewed["data"]["page"] == {"isOutdated": False}
    assert ask()[0] is None


def test_the_publication_of_facts_alone_outdates_nothing(ask, page, network):
    publish(page, social_image=ImageFactory())
    publish(network, founded_year=1985)
    before = ask()
    dates = [rewrite(row).last_published_at.isoformat() for row in (page, network)]

    publish(page, social_image=None)
    publish(network, founded_year=1986)

    assert before == (None, None)
    # What was outdated stays so, since the last publication.
    assert ask() > tuple(dates)


def test_a_draft_of_the_source_outdates_nothing(ask, page, network):
    page.introduction, network.summary = "En cours.", "En cours."
    page.save_revision()
    network.save_revision()

    assert ask() == (None, None)


def test_a_translation_of_which_nothing_is_noted_is_compared_by_dates(ask, page, translated):
    TranslationState.objects.all().delete()
    before = ask()[0]
    date = rewrite(page).last_published_at.isoformat()
    after = ask()[0]

    publish(translated)

    assert (before, after) == (None, date)
    assert ask()[0] is None


def test_a_source_that_readers_do_not_see_outdates_nothing(ask, page, network):
    rewrite(page)
    rewrite(network)
    network.unpublish()
    PageViewRestrictionFactory(page=page)

    assert ask() == (None, None)


def test_the_source_and_an_alias_are_never_outdated(graphql, page, translated, home):
    alias = page.create_alias(parent=home, update_slug="alias")
    rewrite(page)
    Page.objects.filter(pk=alias.pk).update(live=True)
    query = """query ($path: String!) { route(path: $path) { ... on PageRoute {
      isAlias isOutdated sourceChangedAt page { isAlias isOutdated } } } }"""

    answers = [graphql(query, path=path)["data"]["route"] for path in ("/fr/page/", "/fr/alias/")]

    current = {"isOutdated": False, "sourceChangedAt": None}
    assert answers == [
        {"isAlias": False, **current, "page": {"isAlias": False, "isOutdated": False}},
        {"isAlias": True, **current, "page": {"isAlias": True, "isOutdated": False}},
    ]


def test_a_snippet_names_its_language_and_the_others(graphql, network, translated_network, site):
    found = graphql(QUERY)["data"]["network"]

    assert found["locale"] == "en"
    assert found["translations"] == [
        {
            "id": str(network.pk),
            "contentType": "networks.Network",
            "locale": "fr",
            "name": "Réseau",
            "isOutdated": False,
        }
    ]
