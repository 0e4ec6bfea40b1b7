"""A structure's staff and the whole admin: their sheet is theirs, all else is closed.

What is not theirs has one number and one word. Every address of the admin is called with that
number, by GET and by POST: the word never comes back, and no row changes.
"""

import re

import pytest
from django.apps import apps
from django.contrib.auth.models import Group
from django.core import serializers
from django.db import connection
from django.urls import URLPattern, URLResolver, get_resolver
from django.urls.resolvers import RegexPattern
from wagtail.models import Collection

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

NUMBER = 4815
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
        text = text.replace(r"(live|earliest|\d+)", "earliest").replace(
            r"(live|latest|\d+)", "latest"
        )
        text = re.sub(r"\(\?P<(\w+)>[^)]*\)", lambda found: value(found[1]), text)
        text = text.replace(r"(\d+)", str(NUMBER))
        return re.sub(r"[\\^$]", "", text)
    return re.sub(r"<(?:\w+:)?(\w+)>", lambda found: value(found[1]), text)


def value(name):
    return WORDS.get(name, str(NUMBER))


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
