"""The history of what a token is for, and each of its versions, are for its bearer alone."""

from datetime import timedelta

import pytest
from django.utils import timezone
from wagtail.models import Revision

from cms.preview.grants import issue
from tests.cms.preview.rights import limit
from tests.factories import ContentPageFactory, NetworkFactory, UserFactory

HISTORY = """{ page(id: "%s") { title versions { id createdAt author state } } }"""
TITLE = '{ page(id: "%s") { title } }'


@pytest.fixture
def history(page, editor):
    """Return the versions of the page, newest first: a draft, the published one, a former one."""
    first = page.revisions.get()
    page.title = "Deuxième"
    author = UserFactory(first_name="Ada", last_name="Lovelace", email="ada@exemple.fr")
    page.save_revision(user=author).publish()
    page.refresh_from_db()
    page.title = "Troisième"
    draft = page.save_revision(user=editor)
    page.refresh_from_db()
    return [draft, page.live_revision, first]


@pytest.fixture
def author(history):
    return history[1].user


def versions(read, page, token=None):
    return read(HISTORY % page.pk, token)["page"]["versions"]


def test_the_bearer_of_a_token_reads_the_history(read, page, history, token):
    draft, live, first = history

    found = versions(read, page, token)

    assert [(version["id"], version["author"], version["state"]) for version in found] == [
        (str(draft.pk), draft.user.get_full_name(), "DRAFT"),
        (str(live.pk), "Ada Lovelace", "LIVE"),
        (str(first.pk), "", "FORMER"),
    ]
    assert [version["createdAt"] for version in found] == [
        version.created_at.isoformat() for version in history
    ]


def test_readers_and_bearers_of_other_tokens_read_none(read, page, history, site, editor, home):
    other = issue(editor, ContentPageFactory(parent=home, slug="autre"), site)

    assert versions(read, page) == []
    assert versions(read, page, "x" * 43) == []
    assert versions(read, page, other) == []


def test_who_loses_the_right_to_edit_reads_none(read, page, history, token, editor, home):
    limit(editor, ContentPageFactory(parent=home, slug="autre"))

    assert versions(read, page, token) == []


def test_a_version_that_waits_for_its_date_or_for_somebody_says_so(
    read, page, token, editor, roles
):
    page.go_live_at = timezone.now() + timedelta(days=1)
    scheduled = page.save_revision(approved_go_live_at=page.go_live_at)
    page.go_live_at = None
    moderated = page.save_revision()
    page.refresh_from_db()
    page.get_workflow().start(page, editor)

    found = {version["id"]: version["state"] for version in versions(read, page, token)}

    assert found[str(scheduled.pk)] == "SCHEDULED"
    assert found[str(moderated.pk)] == "MODERATION"


def test_the_history_is_cut_where_the_question_says(read, page, history, token):
    query = '{ page(id: "%s") { versions(first: 2) { state } } }'

    assert read(query % page.pk, token)["page"]["versions"] == [
        {"state": "DRAFT"},
        {"state": "LIVE"},
    ]


def test_a_snippet_has_a_history_too(read, site, editor):
    network = NetworkFactory(name="Réseau", slug="reseau")
    network.save_revision(user=editor).publish()
    query = '{ network(slug: "reseau") { versions { author state } } }'

    found = read(query, issue(editor, network, site))["network"]["versions"]

    assert found == [{"author": editor.get_full_name(), "state": "LIVE"}]
    assert read(query)["network"]["versions"] == []


def test_the_length_of_the_history_costs_no_query(read, page, token, django_assert_max_num_queries):
    def count():
        with django_assert_max_num_queries(1000) as queries:
            versions(read, page, token)
        return len(queries)

    versions(read, page, token)
    short = count()
    for _turn in range(5):
        page.save_revision()

    assert count() == short


# --- The content of one version ------------------------------------------------------------------


def test_a_version_that_the_token_is_for_is_read_by_its_id(send, page, history, token):
    titles = [
        send(TITLE % page.pk, token, headers={"X-Preview-Version": str(version.pk)}).json()
        for version in history
    ]

    assert [answer["data"]["page"]["title"] for answer in titles] == [
        "Troisième",
        "Deuxième",
        "Brouillon",
    ]


def test_without_a_good_token_the_name_of_a_version_changes_nothing(
    send, page, history, token, editor, home
):
    named = {"X-Preview-Version": str(history[2].pk)}
    public = send(TITLE % page.pk)
    named_only = send(TITLE % page.pk, headers=named)
    bad = send(TITLE % page.pk, "x" * 43, headers=named)
    limit(editor, ContentPageFactory(parent=home, slug="autre"))
    lost = send(TITLE % page.pk, token, headers=named)

    assert public.json()["data"]["page"] == {"title": "Deuxième"}
    assert named_only.content == bad.content == lost.content == public.content


@pytest.mark.parametrize("name", ["other", "none", "1e3", "-1", "", "9" * 30, "١"])
def test_what_is_no_version_of_it_is_refused(send, page, token, home, name):
    other = ContentPageFactory(parent=home, slug="autre").save_revision()
    names = {"other": str(other.pk), "none": str(Revision.objects.latest("pk").pk + 1)}

    response = send(
        TITLE % page.pk,
        token,
        headers={"X-Preview-Version": names.get(name, name).encode().decode("latin-1")},
    )

    assert response.status_code == 400
    [error] = response.json()["errors"]
    assert error["extensions"]["code"] == "BAD_USER_INPUT"
    assert response["Cache-Control"] == "no-store"


def test_browsers_of_allowed_origins_may_name_a_version(client, site, settings):
    settings.CMS_GRAPHQL_ALLOWED_ORIGINS = ["https://www.exemple.fr"]

    response = client.options("/graphql/", headers={"Origin": "https://www.exemple.fr"})

    assert "X-Preview-Version" in response["Access-Control-Allow-Headers"]
