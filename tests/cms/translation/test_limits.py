"""What a translator may do in the whole admin: drafts of their language, and nothing else.

Every address of the admin is called with the number of rows of another language, then of their own,
by GET and by POST; then come requests that somebody would forge.
"""

from typing import Any

import pytest
from django.contrib.auth.models import Group, Permission
from django.core import serializers
from django.db import connection
from django.urls import reverse
from wagtail.models import Locale, Page

from cms.translation.side_panel import up_to_date_url
from home.models import ContentPage
from networks.models import Network
from structures.models import StructureKind
from tests.cms.translation.conftest import TRANSLATORS
from tests.cms.translation.test_source_tracking import republish
from tests.factories import ContentPageFactory, NetworkFactory, StructureKindFactory
from tests.structures.admin.test_staff_limits import (
    NUMBER,
    WRITTEN,
    admin_addresses,
    all_rows,
)

pytestmark = pytest.mark.any_database

SNIPPETS = (Network, StructureKind)
BULK = [
    f"admin/bulk/{app}/{model}/delete/"
    for app, model in [
        ("networks", "network"),
        ("structures", "structurekind"),
        ("structures", "sector"),
        ("cms", "menu"),
    ]
]


def numbered(page):
    """Return a page under the number: Wagtail makes no page with a number of our choice."""
    with connection.cursor() as cursor:
        for table, column in (
            ("wagtailcore_page", "id"),
            ("home_contentpage", "page_ptr_id"),
        ):
            cursor.execute(
                f"UPDATE {table} SET {column} = %s WHERE {column} = %s", [NUMBER, page.pk]
            )
    return ContentPage.objects.get(pk=NUMBER)


def live_rows():
    """Return what readers get of pages and snippets, as text."""
    unread = {
        "latest_revision",
        "latest_revision_created_at",
        "has_unpublished_changes",
        "draft_title",
        "numchild",
    }
    rows = {}
    for model in (Page, ContentPage, *SNIPPETS):
        fields = [f.name for f in model._meta.local_fields if f.name not in unread]
        found = model.objects.filter(live=True).order_by("pk")
        rows[model._meta.label] = serializers.serialize("json", found, fields=fields)
    return rows


def written_below(parent):
    """Return what is sent to each address.

    Wagtail answers 500 to a form that does not say how many blocks it has, or that names no link.
    """
    whole = {"body-count": "0", "external-link-chooser-url": "https://www.exemple.fr/"}
    return {**WRITTEN, **whole, "new_parent_page": parent.pk}


def call_all(client, data):
    """Call each address of the admin by both methods, and return which calls failed."""
    client.raise_request_exception = False
    paths = [*admin_addresses(), *BULK]
    assert len(paths) > 200
    failed = []
    for path in paths:
        address = f"/{path}?id={NUMBER}&next=/admin/"
        for method, response in (
            ("get", client.get(address)),
            ("post", client.post(address, data)),
        ):
            if response.status_code >= 500:
                failed.append(f"{method} {path}")
    return failed


@pytest.mark.parametrize("state", [{}, {"draft": True}])
def test_no_address_of_the_admin_changes_what_is_of_another_language(
    as_translator, english, home, state
):
    page = numbered(ContentPageFactory(parent=home, **state))
    page.save_revision()
    NetworkFactory(id=NUMBER, **state).save_revision()
    StructureKindFactory(id=NUMBER, **state).save_revision()
    rows = all_rows()

    failed = call_all(as_translator, written_below(home))

    assert failed == []
    after = all_rows()
    assert [label for label, text in rows.items() if after[label] != text] == []


def test_no_address_of_the_admin_publishes_or_withdraws_what_is_of_their_own(
    as_translator, english, home
):
    parent = home.get_translation(english)
    numbered(ContentPageFactory(parent=parent)).save_revision()
    NetworkFactory(id=NUMBER, locale=english).save_revision()
    StructureKindFactory(id=NUMBER, locale=english).save_revision()
    before = live_rows()

    failed = call_all(as_translator, written_below(parent))

    assert failed == []
    assert live_rows() == before


@pytest.fixture
def live(page, translated, network, translated_network):
    """Return the English page and network, published, outdated."""
    republish(translated)
    republish(translated_network)
    republish(page, introduction="Nous sommes quatre.")
    republish(network, summary="Du neuf.")
    return translated, translated_network


def form_data(client, address):
    """Return what a form sends back."""
    form = client.get(address).context["form"]
    data: dict[str, Any] = {}
    for name in getattr(form, "formsets", {}):
        data[f"{name}-TOTAL_FORMS"] = data[f"{name}-INITIAL_FORMS"] = 0
    for field in form:
        value = field.value()
        if field.name == "body":
            data["body-count"] = 0
        elif field.name == "description":
            data[field.name] = "null"
        else:
            data[field.html_name] = "" if value in (None, False) else value
    return data


def page_edit(row):
    return reverse("wagtailadmin_pages:edit", args=[row.pk])


def snippet_view(name, row):
    return reverse(row.snippet_viewset.get_url_name(name), args=[row.pk])


def test_a_translator_saves_a_draft_of_a_page(as_translator, live):
    page, _network = live
    data = form_data(as_translator, page_edit(page)) | {"introduction": "We are four."}

    as_translator.post(page_edit(page), data)

    page.refresh_from_db()
    assert page.introduction == "Nous sommes trois."
    assert page.get_latest_revision_as_object().introduction == "We are four."


def test_a_translator_saves_a_draft_of_a_snippet(as_translator, live):
    _page, network = live
    address = snippet_view("edit", network)
    data = form_data(as_translator, address) | {"summary": "New."}

    as_translator.post(address, data)

    network.refresh_from_db()
    assert network.summary == ""
    assert network.get_latest_revision_as_object().summary == "New."


def forged_requests(client, page, network):
    """Yield (name, address, data) of what a translator may not do."""
    source, french = (
        page.get_translation(Locale.get_default()),
        Network.objects.get(locale__language_code="fr"),
    )
    edit, snippet_edit = page_edit(page), snippet_view("edit", network)
    publish = {"action-publish": "1"}
    yield "publish page", edit, form_data(client, edit) | publish | {"introduction": "X"}
    yield (
        "publish snippet",
        snippet_edit,
        form_data(client, snippet_edit) | publish | {"summary": "X"},
    )
    yield (
        "change source",
        snippet_view("edit", french),
        form_data(client, snippet_edit) | {"name": "X", "slug": french.slug},
    )
    yield "change source page", page_edit(source), form_data(client, edit)
    for action in ("unpublish", "delete", "lock", "unlock"):
        yield f"{action} page", reverse(f"wagtailadmin_pages:{action}", args=[page.pk]), {}
        yield f"{action} snippet", snippet_view(action, network), {}
        yield f"{action} source", snippet_view(action, french), {}
    yield (
        "publish copy",
        reverse("wagtailadmin_pages:copy", args=[page.pk]),
        {
            "new_title": "X",
            "new_slug": "x",
            "new_parent_page": page.get_parent().pk,
            "publish_copies": "on",
            "alias": "on",
        },
    )
    for action, app, model, row in [
        ("publish", "wagtailcore", "page", page),
        ("unpublish", "wagtailcore", "page", page),
        ("delete", "wagtailcore", "page", page),
        ("delete", "networks", "network", network),
        ("delete", "networks", "network", french),
    ]:
        bulk = reverse("wagtail_bulk_action", args=[app, model, action])
        yield f"bulk {action} {row}", f"{bulk}?id={row.pk}&next=/admin/", {}
    yield (
        "translate into another language",
        reverse("simple_translation:submit_page_translation", args=[page.pk]),
        {"locales": [Locale.get_default().pk]},
    )
    yield "note source", up_to_date_url(french), {"version": ""}
    yield "add", reverse("wagtailsnippets_networks_network:add"), {"name": "X", "slug": "x"}
    yield (
        "add in a chooser",
        reverse("wagtailsnippetchoosers_structures_structurekind:choose") + "create/",
        {"structure-kind-chooser-name": "X"},
    )


def test_no_forged_request_changes_what_readers_get_or_the_source(as_translator, live):
    before, french = live_rows(), rows_in_first_language()
    forged = list(forged_requests(as_translator, *live))

    for name, address, data in forged:
        as_translator.post(address, data)
        assert live_rows() == before, name
        assert rows_in_first_language() == french, name

    assert len(forged) > 11


def rows_in_first_language():
    first = Locale.get_default()
    return [
        serializers.serialize("json", model.objects.filter(locale=first).order_by("pk"))
        for model in (Page, ContentPage, *SNIPPETS)
    ]


@pytest.mark.parametrize(
    "view", ["edit", "history", "usage", "delete", "copy", "unpublish", "lock", "workflow_history"]
)
def test_the_views_of_a_snippet_of_another_language_are_closed(as_translator, network, view):
    response = as_translator.get(snippet_view(view, network))

    assert (response.status_code, response.url) == (302, reverse("wagtailadmin_home"))


@pytest.mark.parametrize("view", ["edit", "history", "usage", "workflow_history"])
def test_the_views_of_a_snippet_of_their_language_are_open(as_translator, translated_network, view):
    assert as_translator.get(snippet_view(view, translated_network)).status_code == 200


def test_whoever_has_all_languages_changes_each_of_them(
    as_editor, network, translated_network, live
):
    for row in (network, translated_network):
        assert as_editor.get(snippet_view("edit", row)).status_code == 200


def test_a_live_alias_stays_one(as_translator, page, english):
    alias = page.copy_for_translation(english, alias=True)

    as_translator.post(reverse("wagtailadmin_pages:convert_alias", args=[alias.pk]))

    alias.refresh_from_db()
    assert alias.live
    assert alias.alias_of_id == page.pk


def test_a_translator_translates_a_page_and_what_is_below(as_translator, page, english):
    ContentPageFactory(parent=page, title="Équipe")

    as_translator.post(
        reverse("simple_translation:submit_page_translation", args=[page.pk]),
        {"locales": [english.pk], "include_subtree": "on"},
    )

    made = ContentPage.objects.filter(locale=english)
    assert sorted((row.title, row.live) for row in made) == [
        ("Qui sommes-nous", False),
        ("Équipe", False),
    ]


def test_a_translator_translates_a_snippet(as_translator, network, english):
    as_translator.post(
        reverse(
            "simple_translation:submit_snippet_translation",
            args=["networks", "network", network.pk],
        ),
        {"locales": [english.pk]},
    )

    assert not network.get_translation(english).live


def test_nobody_approves_their_own_translation(as_translator, live, roles):
    _page, network = live
    address = snippet_view("edit", network)
    as_translator.post(
        address, form_data(as_translator, address) | {"summary": "New.", "action-submit": "1"}
    )
    network.refresh_from_db()
    task_state = network.current_workflow_task_state

    as_translator.post(
        reverse(
            network.snippet_viewset.get_url_name("workflow_action"),
            args=[network.pk, "approve", task_state.pk],
        )
    )

    network.refresh_from_db()
    assert network.summary == ""
    assert network.workflow_in_progress


@pytest.mark.parametrize("code", ["", "?locale=fr"])
def test_whoever_may_add_and_delete_snippets_does_so_in_their_languages_alone(
    as_translator, network, code
):
    Group.objects.get(name=TRANSLATORS).permissions.add(
        *Permission.objects.filter(codename__in=["add_network", "delete_network"])
    )
    before = rows_in_first_language()
    bulk = reverse("wagtail_bulk_action", args=["networks", "network", "delete"])
    add = reverse("wagtailsnippets_networks_network:add")

    deleted = as_translator.post(f"{bulk}?id={network.pk}&next=/admin/")
    added = as_translator.get(f"{add}{code}")
    own = as_translator.get(f"{add}?locale=en")

    assert rows_in_first_language() == before
    assert (deleted.status_code, added.status_code, own.status_code) == (302, 302, 200)
