"""Choosing pages, and the report of page types: translators read no title that is not public."""

from datetime import UTC, datetime

import pytest
from django.urls import reverse
from wagtail.models import Page, PageViewRestriction

from home.models import ContentPage
from tests.factories import ContentPageFactory

WORD = "Confidentielle"
API = "/admin/api/main/pages/"


@pytest.fixture
def public(home, english):
    """Return a French page that everyone reads, whose draft has another title."""
    page = ContentPageFactory(parent=home, title="Publique")
    page.title = f"{WORD} bientôt"
    page.save_revision()
    page.refresh_from_db()
    assert page.draft_title == f"{WORD} bientôt"
    return page


@pytest.fixture(params=["draft", "private", "below a private page", "expired", "an alias"])
def closed(request, home, english):
    """Return a French page that is not public."""
    above = ContentPageFactory(parent=home, title=f"{WORD} dessus")
    page = ContentPageFactory(parent=above, title=f"{WORD} page", live=request.param != "draft")
    if request.param == "expired":
        ContentPage.objects.filter(pk=page.pk).update(expire_at=datetime(2020, 1, 1, tzinfo=UTC))
    elif request.param != "draft":
        PageViewRestriction.objects.create(
            page=above if "below" in request.param else page, restriction_type="login"
        )
    if "below" not in request.param:
        above.title = above.draft_title = "Au-dessus"
        above.save()
    if request.param == "an alias":
        page = page.create_alias(parent=home, update_slug="alias")
    return page


def texts(client, *pages):
    """Yield what the chooser says of pages, in each of its ways."""
    ids = "&".join(f"id={page.pk}" for page in pages)
    content_type = "page_type=home.contentpage"
    addresses = [
        f"{reverse('wagtailadmin_choose_page_chosen_multiple')}?{ids}",
        reverse("wagtailadmin_choose_page"),
        f"{reverse('wagtailadmin_choose_page')}?{content_type}",
        f"{reverse('wagtailadmin_choose_page')}?{content_type}&multiple=1",
        f"{reverse('wagtailadmin_choose_page_search')}?q={WORD}",
        f"{reverse('wagtailadmin_choose_page_search')}?q=Publique",
        reverse("wagtailadmin_reports:page_types_usage"),
        reverse("wagtailadmin_reports:page_types_usage_results"),
    ]
    for page in pages:
        for place in (page, page.get_parent()):
            addresses.append(reverse("wagtailadmin_choose_page_child", args=[place.pk]))
    for address in addresses:
        response = client.get(address)
        assert response.status_code == 200, address
        yield address, response.content.decode()


def test_translators_choose_public_pages_without_reading_titles_to_come(as_translator, public):
    shown = dict(texts(as_translator, public))

    assert [address for address, text in shown.items() if WORD in text] == []
    named = [address for address, text in shown.items() if "Publique" in text]
    assert len(named) >= 4


def test_translators_are_told_of_no_page_that_is_closed_to_them(as_translator, closed):
    shown = [address for address, text in texts(as_translator, closed) if WORD in text]

    assert shown == []


def test_translators_are_not_told_what_a_public_page_stands_below(as_translator, home, english):
    above = ContentPageFactory(parent=home, title=f"{WORD} dessus", live=False)
    page = ContentPageFactory(parent=above, title="Publique")

    shown = dict(texts(as_translator, page))

    assert [address for address, text in shown.items() if WORD in text] == []
    assert any("Publique" in text for address, text in shown.items() if "q=Publique" in address)


def test_forms_and_drafts_of_translators_name_no_page_that_is_closed_to_them(
    as_translator, as_editor, home, english, closed
):
    """A key that is posted by hand is drawn like any other."""
    prose = f'<p><a linktype="page" id="{closed.pk}">Ailleurs</a></p>'
    link = {"page": closed.pk, "external_url": "", "label": "Ailleurs"}
    body = ContentPage._meta.get_field("body").stream_block.to_python(
        [
            {"type": "paragraph", "value": {"content": prose}},
            {"type": "call_to_action", "value": {"title": "Un titre", "link": link}},
        ]
    )
    own = ContentPageFactory(parent=home.get_translation(english), live=False)
    own.save_revision()
    own.body = body
    own.save_revision()

    def shown(client):
        addresses = [
            reverse("wagtailadmin_pages:edit", args=[own.pk]),
            reverse("wagtailadmin_pages:view_draft", args=[own.pk]),
            reverse("wagtailadmin_pages:revisions_compare", args=[own.pk, "earliest", "latest"]),
        ]
        answers = [client.get(address) for address in addresses]
        assert {answer.status_code for answer in answers} == {200}
        return [WORD.lower() in answer.content.decode().lower() for answer in answers]

    assert shown(as_translator) == [False, False, False]
    assert f'"id": {closed.pk}' in as_translator.get(
        reverse("wagtailadmin_pages:edit", args=[own.pk])
    ).content.decode().replace("&quot;", '"')
    assert shown(as_editor)[0]


def test_translators_choose_their_own_drafts(as_translator, home, english):
    own = ContentPageFactory(parent=home.get_translation(english), title="Draft", live=False)

    listed = dict(texts(as_translator, own))

    assert "Draft" in listed[reverse("wagtailadmin_choose_page_child", args=[own.get_parent().pk])]


def test_editors_choose_every_page_by_its_latest_title(as_editor, public, closed):
    named = [address for address, text in texts(as_editor, public, closed) if WORD in text]

    assert len(named) >= 6
    assert ContentPage.objects.get(pk=public.pk).title == "Publique"


def test_the_api_of_the_menu_names_no_title_to_come_and_no_page_that_is_closed(
    as_translator, public, closed, home, english
):
    """A translator may read the API's page in her language; it names what is around it."""
    for page in (public, closed):
        page.copy_for_translation(english, copy_parents=True).save_revision().publish()
    addresses = [
        f"{API}{page.pk}/" for page in ContentPage.objects.filter(locale=english).order_by("pk")
    ]

    shown = [as_translator.get(address) for address in [*addresses, API]]

    assert {response.status_code for response in shown} == {200}
    for response in shown[:-1]:
        around = response.json()["meta"]
        told = str([around["translations"], around["ancestors"]])
        assert f"{WORD} bientôt" not in told
        assert all(row["id"] != closed.pk for row in around["translations"])
    assert '"Publique"' in shown[0].content.decode()


@pytest.mark.parametrize(
    "action", ["copy", "delete", "move", "publish", "unpublish", "create_alias", "convert_alias"]
)
def test_the_api_of_the_menu_changes_nothing(as_editor, home, action):
    page = ContentPageFactory(parent=home)

    response = as_editor.post(f"{API}{page.pk}/action/{action}/", {}, "application/json")

    assert response.status_code == 404


@pytest.mark.parametrize("method", ["get", "post"])
def test_moving_a_page_shows_the_published_title_of_the_destination(as_translator, public, method):
    moved = ContentPageFactory(parent=Page.objects.get(depth=2, locale__language_code="en"))
    ContentPage.objects.filter(pk=moved.pk).update(owner=as_translator.user, live=False)
    address = reverse("wagtailadmin_pages:move_confirm", args=[moved.pk, public.pk])

    shown = getattr(as_translator, method)(address, follow=True).content.decode()

    assert "Publique" in shown
    assert WORD not in shown
