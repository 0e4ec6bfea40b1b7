"""What translators read of the language that they translate from: what is public, and no more."""

from datetime import UTC, datetime
from html import unescape

import pytest
from django.urls import reverse
from wagtail.models import PageViewRestriction

from cms.translation.exchange import xliff
from cms.translation.permissions import SourceAccess
from cms.translation.progress import list_progress
from cms.translation.side_panel import up_to_date_url, url_of
from home.models import ContentPage
from networks.models import Network
from tests.cms.translation.exchange.test_admin import upload
from tests.cms.translation.rich import file_of, in_capitals
from tests.cms.translation.test_limits import BULK, numbered
from tests.factories import ContentPageFactory, NetworkFactory, StructureKindFactory, UserFactory
from tests.structures.admin.test_staff_limits import NUMBER, admin_addresses

WORD = "Confidentielle"
ASKED = {"format": "po", "locale": "en", "everything": "on"}


def restrict(page):
    PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.LOGIN)


PAST = datetime(2020, 1, 1, tzinfo=UTC)


@pytest.fixture(
    params=["draft", "private", "below a private page", "changed since", "expired", "an alias"]
)
def closed(request, home, site, english):
    """Return a French page whose text, or whose latest text, is not public."""
    above = ContentPageFactory(parent=home, title="Au-dessus", slug="au-dessus")
    is_live = request.param != "draft"
    page = ContentPageFactory(parent=above, live=is_live, introduction=f"{WORD} un.")
    if request.param == "changed since":
        ContentPage.objects.filter(pk=page.pk).update(introduction="Publique.")
    page.save_revision()
    if request.param in {"private", "an alias"}:
        restrict(page)
    if request.param == "below a private page":
        restrict(above)
    if request.param == "expired":
        ContentPage.objects.filter(pk=page.pk).update(expire_at=PAST)
    if request.param == "an alias":
        page = page.create_alias(parent=home, update_slug="alias")
    return ContentPage.objects.get(pk=page.pk)


def call_all(client, number=NUMBER):
    """Yield (address, text) of each answer of the admin."""
    client.raise_request_exception = False
    query = "format=po&locale=en&everything=on"
    for path in [*admin_addresses(), *BULK]:
        for send in (client.get, client.post):
            response = send(f"/{path}?id={number}&next=/admin/&q={WORD[:5]}&{query}")
            yield f"{send.__name__} {path}", response.getvalue().decode(errors="replace")


@pytest.mark.any_database
@pytest.mark.filterwarnings("ignore::ResourceWarning")
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize("state", ["draft", "private"])
def test_no_address_of_the_admin_shows_translators_what_is_not_public(
    as_translator, home, english, state
):
    live = state == "private"
    words = {"title": f"{WORD} titre", "introduction": f"{WORD} page."}
    page = numbered(ContentPageFactory(parent=home, live=live, **words))
    page.save_revision()
    if live:
        restrict(page)
    NetworkFactory(id=NUMBER, live=False, summary=f"{WORD} réseau.").save_revision()
    StructureKindFactory(id=NUMBER, live=False, contract=f"{WORD} type.").save_revision()

    shown = [address for address, text in call_all(as_translator) if WORD in text]

    assert "\n".join(shown) == ""


def test_what_is_not_public_is_exported_to_nobody_who_may_not_change_it(
    as_translator, as_editor, closed, home
):
    address = url_of("translation_export", closed)
    above = url_of("translation_export", home)

    for found in (address, above):
        by_translator = as_translator.get(found, {**ASKED, "below": "on"})
        assert WORD not in by_translator.getvalue().decode()
    listed = as_translator.get(reverse("translation_export_list"), ASKED)
    by_editor = as_editor.get(above, {**ASKED, "below": "on"})

    assert WORD not in listed.getvalue().decode()
    assert (WORD in by_editor.getvalue().decode()) is (closed.introduction != "Publique.")


def test_a_source_that_is_closed_is_answered_like_one_that_is_missing(as_translator, page):
    restrict(page)
    missing = reverse("translation_export", args=["home", "contentpage", 99_999])

    statuses = [
        as_translator.get(x).status_code for x in (url_of("translation_export", page), missing)
    ]

    assert statuses == [404, 404]


def test_no_translation_is_made_of_what_is_not_public(as_translator, english, closed):
    address = reverse("simple_translation:submit_page_translation", args=[closed.pk])

    response = as_translator.post(address, {"locales": [english.pk]})

    assert response.status_code == 302
    texts = ContentPage.objects.filter(locale=english).values_list("introduction", flat=True)
    assert WORD not in "".join(texts)


def test_a_subtree_with_a_page_that_is_closed_is_not_copied_and_says_why(
    as_translator, page, english
):
    ContentPageFactory(parent=page, live=False, introduction=WORD)
    address = reverse("simple_translation:submit_page_translation", args=[page.pk])

    response = as_translator.post(address, {"locales": [english.pk], "include_subtree": "on"})

    assert "que vous ne pouvez pas lire" in unescape(response.content.decode())
    assert not page.has_translation(english)


def test_the_translation_of_a_snippet_is_of_its_live_text(as_translator, network, english):
    network.summary = WORD
    network.save_revision()
    address = reverse(
        "simple_translation:submit_snippet_translation", args=["networks", "network", network.pk]
    )

    as_translator.post(address, {"locales": [english.pk]})

    translation = Network.objects.get(pk=network.pk).get_translation(english)
    assert translation.summary == ""
    assert translation.get_latest_revision() is None or (
        translation.get_latest_revision_as_object().summary == ""
    )


def test_no_draft_of_a_snippet_is_translated(as_translator, network, english):
    Network.objects.filter(pk=network.pk).update(live=False)
    address = reverse(
        "simple_translation:submit_snippet_translation", args=["networks", "network", network.pk]
    )

    as_translator.post(address, {"locales": [english.pk]})

    assert not network.has_translation(english)


def test_a_translation_whose_source_closes_stays_without_its_text(
    as_translator, as_editor, page, translated
):
    ContentPage.objects.filter(pk=page.pk).update(introduction=WORD)
    restrict(page)
    edit = reverse("wagtailadmin_pages:edit", args=[translated.pk])

    shown = unescape(as_translator.get(edit).content.decode())

    assert WORD not in shown
    assert "La source n’est pas publique" in shown
    assert as_translator.get(up_to_date_url(translated)).status_code == 302
    assert WORD in as_editor.get(edit).content.decode()


def test_the_report_names_what_is_public_and_what_is_translated_already(
    page, translated, english, as_translator
):
    user = as_translator.get(reverse("wagtailadmin_home")).context["user"]
    ContentPage.objects.filter(pk=translated.pk).update(title="About us", draft_title="About us")
    ContentPageFactory(parent=page.get_parent(), title=f"{WORD} brouillon", live=False)
    ContentPage.objects.filter(pk=page.pk).update(draft_title=f"{WORD} titre")
    by_title = {entry.title: entry.is_readable for entry in list_progress([english.pk], user)}
    restrict(page)

    closed = {entry.title: entry for entry in list_progress([english.pk], user)}

    assert page.title in by_title
    assert not any(WORD in title for title in [*by_title, *closed])
    assert closed["About us"].export_url == ""


def test_an_import_makes_no_draft_of_what_is_not_public(as_translator, page, english):
    content = xliff.write(file_of(page, english, in_capitals))
    restrict(page)

    response = upload(as_translator, content)

    assert "n’existe pas, ou plus" in unescape(response.content.decode())
    assert not page.has_translation(english)


def test_access_asks_no_more_queries_for_more_rows(page, django_assert_max_num_queries):
    rows = [page, *(ContentPageFactory(parent=page.get_parent()) for _ in range(5))]
    user = UserFactory()
    user.get_all_permissions()

    with django_assert_max_num_queries(2):
        access = SourceAccess(user)
        assert all(access.allows(row) for row in rows)
