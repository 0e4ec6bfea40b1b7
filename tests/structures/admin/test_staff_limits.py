"""A structure's staff and the whole admin: their sheet is theirs, all else is closed.

What is not theirs has one number and one word. Every address of the admin is called with that
number, by GET and by POST: the word never comes back, and no row changes.
"""

import re
from typing import Any

import pytest
from django.apps import apps
from django.contrib.auth.models import Group, Permission
from django.core import serializers
from django.db import connection
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.urls.resolvers import RegexPattern
from wagtail.models import Collection

from structures.admin.access import give_access
from structures.models import StructurePage
from tests.factories import (
    DocumentFactory,
    ImageFactory,
    MenuFactory,
    NetworkFactory,
    SiteSettingsFactory,
    StructurePageFactory,
    UserFactory,
)
from tests.structures.admin.conftest import logged_in

pytestmark = pytest.mark.any_database

NUMBER = 4815
UUID = "00000000-0000-4000-8000-000000004815"
WORD = "Confidentielle"
# What tells an address apart from the number.
WORDS = {
    "app_label": "wagtailcore",
    "content_type_app_name": "structures",
    "content_type_model_name": "structurepage",
    "model_name": "page",
    "action_name": "approve",
    "action": "delete",
    "filter_spec": "max-165x165",
    "uidb64": "NA",
    "token": "set-password",
    "filename": "x.png",
    "signature": "x",
}
# These end the session, or belong to everybody's own account.
LEFT_OUT = {"wagtailadmin_logout", "wagtailadmin_login"}
# What requests write for themselves: nobody's content.
VOLATILE = {
    "sessions.session",
    "wagtailadmin.editingsession",
    "wagtailusers.userprofile",
    "cms.change",
}
WRITTEN = {
    "title": "Prise",
    "name": "Prise",
    "slug": "prise",
    "new_title": "Prise",
    "new_slug": "prise",
    "action-publish": "1",
    "action-unpublish": "1",
    "email": "prise@exemple.fr",
    "is_superuser": "on",
    "include_descendants": "on",
    "restriction_type": "none",
    "collection": "1",
    "position": "1",
}


def addresses(patterns, before=""):
    """Yield (name, path) of each address below some patterns, filled with number and words."""
    for pattern in patterns:
        route = before + fill(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from addresses(pattern.url_patterns, route)
        elif isinstance(pattern, URLPattern):
            yield pattern.name, route


def fill(pattern):
    text = str(pattern)
    if isinstance(pattern, RegexPattern):
        text = text.replace(r"(live|earliest|\d+)", "earliest")
        text = text.replace(r"(live|latest|\d+)", "latest")
        text = re.sub(r"\(\?P<(\w+)>[^)]*\)", lambda found: value(found[1]), text)
        text = text.replace(r"(\d+)", str(NUMBER))
        return re.sub(r"[\\^$]", "", text)
    text = re.sub(r"<uuid:\w+>", UUID, text)
    return re.sub(r"<(?:\w+:)?(\w+)>", lambda found: value(found[1]), text)


def value(name):
    return WORDS.get(name, str(NUMBER))


def admin_views():
    """Yield (name, class of the view) of each address of the admin."""
    (admin,) = (p for p in get_resolver().url_patterns if str(p.pattern) == "admin/")
    waiting = [("", admin)]
    while waiting:
        namespace, pattern = waiting.pop()
        if isinstance(pattern, URLResolver):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            waiting += [(inner, below) for below in pattern.url_patterns]
        else:
            view = getattr(pattern.callback, "view_class", pattern.callback)
            yield f"{namespace}{pattern.name or pattern.lookup_str}", view


def admin_addresses():
    """Return the path of each address of the admin, but for those left out."""
    (admin,) = (p for p in get_resolver().url_patterns if str(p.pattern) == "admin/")
    found = {path for name, path in addresses([admin]) if name not in LEFT_OUT}
    for app, model, action in [
        ("wagtailcore", "page", "move"),
        ("wagtailcore", "page", "publish"),
        ("wagtailcore", "page", "unpublish"),
        ("wagtailimages", "image", "delete"),
        ("wagtailimages", "image", "add_to_collection"),
        ("wagtaildocs", "document", "delete"),
        ("cms", "customimage", "delete"),
        ("cms", "customimage", "add_to_collection"),
        ("cms", "customdocument", "delete"),
        ("cms", "user", "delete"),
        ("cms", "user", "assign_role"),
        ("networks", "network", "delete"),
    ]:
        found.add(f"admin/bulk/{app}/{model}/{action}/")
    return sorted(found)


def all_rows():
    """Return every row that holds somebody's content, as text."""
    return {
        model._meta.label_lower: serializers.serialize("json", model._base_manager.order_by("pk"))
        for model in apps.get_models()
        if model._meta.label_lower not in VOLATILE and not model._meta.proxy
    }


def numbered(sheet):
    """Return a sheet under the number: Wagtail makes no page with a number of our choice."""
    with connection.cursor() as cursor:
        cursor.execute("UPDATE wagtailcore_page SET id = %s WHERE id = %s", [NUMBER, sheet.pk])
        cursor.execute(
            "UPDATE structures_structurepage SET page_ptr_id = %s WHERE page_ptr_id = %s",
            [NUMBER, sheet.pk],
        )
    return StructurePage.objects.get(pk=NUMBER)


@pytest.fixture
def not_theirs(roles, own_sheet, site):
    """Create a row of each kind that staff must not see, all with one number and one word."""
    other = numbered(StructurePageFactory(name=f"{WORD} A", title=f"{WORD} A", draft=True))
    other.save_revision()
    StructurePageFactory(name=f"{WORD} B", title=f"{WORD} B", draft=True)
    user = UserFactory(id=NUMBER, username=WORD.lower(), email=f"{WORD}@exemple.fr")
    user.first_name = WORD
    user.save()
    Group.objects.create(id=NUMBER, name=WORD)
    collection = Collection.get_first_root_node().add_child(id=NUMBER, name=WORD)
    ImageFactory(id=NUMBER, title=WORD, collection=collection)
    DocumentFactory(id=NUMBER, title=WORD, collection=collection)
    NetworkFactory(id=NUMBER, name=WORD, slug="confidentielle", draft=True)
    MenuFactory(id=NUMBER)
    SiteSettingsFactory(site=site, association_name=WORD)
    return other


def test_no_address_of_the_admin_shows_or_changes_what_is_not_theirs(
    as_staff, not_theirs, directory
):
    as_staff.raise_request_exception = False
    data = {**WRITTEN, "new_parent_page": directory.pk}
    paths = admin_addresses()
    rows = all_rows()
    shown, failed = [], []

    for path in paths:
        for send in (as_staff.get, as_staff.post):
            address = f"/{path}?id={NUMBER}&q={WORD[:5]}&next=/admin/"
            response = send(address, *([data] if send == as_staff.post else []))
            text = response.getvalue().decode(errors="replace")
            if WORD.lower() in text.lower():
                shown.append(f"{send.__name__} {path}: {response.status_code}")
            if response.status_code >= 500:
                failed.append(f"{send.__name__} {path}")

    after = all_rows()
    assert len(paths) > 200
    assert not [path for path in paths if "<" in path or "(" in path]
    assert "\n".join(shown) == ""
    assert [label for label, text in rows.items() if after[label] != text] == []
    assert "\n".join(failed) == ""


def test_the_enumeration_would_see_what_is_shown(as_publisher, not_theirs):
    response = as_publisher.get(f"/admin/pages/{NUMBER}/edit/")

    assert WORD in response.content.decode()


def form_of(client, sheet, **changes):
    """Return what the form of a sheet sends back, with some changes."""
    form = client.get(reverse("wagtailadmin_pages:edit", args=[sheet.pk])).context["form"]
    data: dict[str, Any] = {}
    for name, formset in form.formsets.items():
        assert not formset.initial_forms
        data[f"{name}-TOTAL_FORMS"] = data[f"{name}-INITIAL_FORMS"] = 0
    for field in form:
        value = field.value()
        data[field.html_name] = "" if value is None or value is False else value
    return {**data, **changes}


def edit(client, sheet, **changes):
    address = reverse("wagtailadmin_pages:edit", args=[sheet.pk])
    return client.post(address, form_of(client, sheet, **changes), follow=True)


def draft_of(sheet):
    return StructurePage.objects.get(pk=sheet.pk).get_latest_revision_as_object()


def test_staff_change_their_sheet_and_submit_it(as_staff, own_sheet):
    edit(as_staff, own_sheet, description="Du neuf.", **{"action-submit": "1"})

    after = StructurePage.objects.get(pk=own_sheet.pk)
    assert (after.description, draft_of(own_sheet).description) == ("", "Du neuf.")
    assert after.workflow_in_progress


def test_staff_publish_nothing(as_staff, own_sheet):
    edit(as_staff, own_sheet, description="Du neuf.", **{"action-publish": "1"})

    assert StructurePage.objects.get(pk=own_sheet.pk).description == ""


@pytest.mark.parametrize("is_draft", [False, True])
@pytest.mark.parametrize("action", ["delete", "copy", "move", "unpublish", "set_privacy", "lock"])
def test_of_their_own_sheet_staff_may_not(as_staff, own_sheet, directory, action, is_draft):
    if is_draft:
        own_sheet.unpublish()
    rows = all_rows()
    data = {**WRITTEN, "new_parent_page": directory.pk}

    response = as_staff.post(reverse(f"wagtailadmin_pages:{action}", args=[own_sheet.pk]), data)

    assert response.status_code in (302, 403)
    assert all_rows() == rows


@pytest.fixture
def as_staff_of_more(staff):
    """Return the browser of staff who have another right, too: the gate is open to them."""
    networks = Group.objects.create(name="Réseaux")
    networks.permissions.add(Permission.objects.get(codename="change_network"))
    staff.groups.add(networks)
    return logged_in(staff)


@pytest.mark.parametrize("action", ["delete", "copy", "move"])
def test_staff_with_another_right_delete_and_copy_no_sheet_either(
    as_staff_of_more, own_sheet, directory, action
):
    own_sheet.unpublish()
    rows = all_rows()
    as_staff_of_more.raise_request_exception = False
    data = {**WRITTEN, "new_parent_page": directory.pk, "chooser": directory.pk}

    as_staff_of_more.post(reverse(f"wagtailadmin_pages:{action}", args=[own_sheet.pk]), data)
    if action != "copy":
        bulk = reverse("wagtail_bulk_action", args=["wagtailcore", "page", action])
        as_staff_of_more.post(f"{bulk}?id={own_sheet.pk}&next=/admin/", data)

    assert all_rows() == rows


def test_the_explorer_and_the_list_show_staff_their_sheet_alone(
    as_staff, own_sheet, not_theirs, directory
):
    for page in (directory, directory.get_parent(), not_theirs):
        response = as_staff.get(reverse("wagtailadmin_explore", args=[page.pk]))
        assert response.status_code == 302
        assert response.url == reverse("structure_sheets:index")
    listed = as_staff.get(reverse("structure_sheets:index")).context["object_list"]
    searched = as_staff.get(reverse("wagtailadmin_pages:search_results"), {"q": WORD[:5]})

    assert [sheet.pk for sheet in listed] == [own_sheet.pk]
    assert WORD not in searched.content.decode()


# Wagtail leaves the closing of rendition files to the garbage collector.
@pytest.mark.filterwarnings("ignore::ResourceWarning")
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_staff_choose_pictures_of_their_own_collection_alone(as_staff, own_sheet):
    theirs = Collection.objects.get(name__contains=own_sheet.title)
    own = ImageFactory(title="La nôtre", collection=theirs)
    other = ImageFactory(title="Une autre", uploaded_by_user=UserFactory())

    listed = as_staff.get(reverse("wagtailimages_chooser:choose")).json()["html"]
    answer = edit(as_staff, own_sheet, logo=other.pk).content.decode()
    refused = draft_of(own_sheet).logo
    missing = edit(as_staff, own_sheet, logo=other.pk + 1000).context["form"].errors
    edit(as_staff, own_sheet, logo=own.pk)

    assert own.title in listed
    assert other.title not in listed + answer
    assert missing["logo"] == ["Choisissez une image à laquelle vous avez accès."]
    assert (refused, draft_of(own_sheet).logo) == (None, own)


@pytest.mark.filterwarnings("ignore::ResourceWarning")
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize("is_published", [True, False])
def test_staff_go_back_to_a_picture_that_the_sheet_had(as_staff, own_sheet, is_published):
    own = ImageFactory(collection=Collection.objects.get(name__contains=own_sheet.title))
    own_sheet.logo = former = ImageFactory()
    own_sheet.save_revision()
    if is_published:
        own_sheet.get_latest_revision().publish()
    edit(as_staff, own_sheet, logo=own.pk)
    between = draft_of(own_sheet).logo

    edit(as_staff, own_sheet, logo=former.pk)

    assert (between, draft_of(own_sheet).logo) == (own, former)


@pytest.mark.filterwarnings("ignore::ResourceWarning")
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_a_picture_that_others_chose_stays(as_staff, own_sheet):
    own_sheet.logo = ImageFactory()
    own_sheet.save()

    edit(as_staff, own_sheet, description="Du neuf.")

    draft = draft_of(own_sheet)
    assert (draft.logo, draft.description) == (own_sheet.logo, "Du neuf.")


def test_staff_of_two_sheets_have_both_and_no_third(staff, own_sheet, not_theirs):
    second = StructurePageFactory(name="Deuxième")
    give_access(second, staff.email)
    client = logged_in(staff)

    statuses = [
        client.get(reverse("wagtailadmin_pages:edit", args=[sheet.pk])).status_code
        for sheet in (own_sheet, second, not_theirs)
    ]
    listed = client.get(reverse("structure_sheets:index")).context["object_list"]

    assert statuses == [200, 200, 302]
    assert {sheet.pk for sheet in listed} == {own_sheet.pk, second.pk}


def test_the_menu_of_staff_leads_to_their_work_only(as_staff):
    text = as_staff.get(reverse("wagtailadmin_home")).content.decode()

    assert reverse("structure_review") in text
    for name in ("wagtailadmin_reports:site_history", "wagtailusers_users:index"):
        assert reverse(name) not in text


def test_the_gate_keeps_nobody_else_out(as_editor, as_publisher):
    for client in (as_editor, as_publisher):
        assert client.get(reverse("wagtailadmin_choose_page")).status_code == 200
        assert client.get(reverse("wagtailadmin_reports:site_history")).status_code == 200
