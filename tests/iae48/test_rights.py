"""What each role opens and writes in the whole admin: nothing that is not in a table.

Every address of the admin is called by GET and by POST with the number of a row of each kind, and
each request is undone. `rights.tsv` says of each view and role whether it opens (o) and whether
content is written (w); what a later version of Wagtail adds is closed until it stands there.
"""

import os
import re
from collections import defaultdict
from pathlib import Path

import pytest
import wagtail
from django.db import connection, transaction
from django.urls import resolve, reverse

from home.models import ContentPage
from iae48.roles import ADMINISTRATORS, EDITORS, PUBLISHERS
from tests.cms.translation.test_limits import (
    BULK,
    form_data,
    live_rows,
    page_edit,
    snippet_view,
)
from tests.factories import (
    ContentPageFactory,
    NetworkFactory,
    UserFactory,
)
from tests.structures.admin.conftest import logged_in, member
from tests.structures.admin.test_staff_limits import NUMBER, WRITTEN, admin_addresses, admin_views

pytestmark = pytest.mark.any_database

TRANSLATORS = "Traduction anglais"
# None is somebody without any role.
ROLES = [ADMINISTRATORS, EDITORS, PUBLISHERS, TRANSLATORS, None]
WRITERS = {EDITORS, PUBLISHERS, TRANSLATORS}
# `WRITE_RIGHTS=1` writes it: read the difference before it is committed.
TABLE = Path(__file__).with_name("rights.tsv")
# What requests write for themselves.
NOBODYS = {
    "cms_rendition",
    "django_session",
    "wagtailadmin_editingsession",
    "wagtailadmin_formstate",
    "wagtailusers_userprofile",
}
WRITE = re.compile(r'^(?:INSERT INTO|UPDATE|DELETE FROM) "(\w+)"')


def call_all(client, methods):
    """Return what each view does: `o` where a GET opens it, `w` where a request writes content."""
    client.raise_request_exception = False
    found, tables = defaultdict(set), set()

    def note(execute, sql, params, many, context):
        if match := WRITE.match(sql):
            tables.add(match[1])
        return execute(sql, params, many, context)

    for path in [*admin_addresses(), *BULK]:
        name = resolve(f"/{path}").view_name
        address = f"/{path}?id={NUMBER}&next=/admin/"
        for method in methods:
            data = [WRITTEN] if method == "post" else []
            with transaction.atomic(), connection.execute_wrapper(note):
                response = getattr(client, method)(address, *data)
                transaction.set_rollback(True)
            if method == "get" and response.status_code == 200:
                found[name].add("o")
            if tables - NOBODYS:
                found[name].add("w")
            tables.clear()
    return {name: "".join(sorted(done)) for name, done in found.items()}


def matrix():
    """Return the committed table: by role, what each view does."""
    head, *lines = (line.split("\t") for line in TABLE.read_text(encoding="utf-8").splitlines())
    return {
        role: {line[0]: line[position] for line in lines if line[position]}
        for position, role in enumerate(head[1:], start=1)
    }


# Wagtail leaves the closing of rendition files to the garbage collector.
@pytest.mark.filterwarnings("ignore::ResourceWarning")
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize("role", ROLES)
def test_each_role_opens_and_writes_what_the_table_says(world, role):
    client = logged_in(member("personne", role) if role else UserFactory())

    # What an administrator writes is no secret, and nobody is let in to write.
    done = call_all(client, ["get", "post"] if role in WRITERS else ["get"])

    if os.environ.get("WRITE_RIGHTS"):
        write(role, done)
    table = matrix()[role or "(aucun)"]
    beyond = {name: did for name, did in done.items() if set(did) - set(table.get(name, ""))}
    assert beyond == {}
    # A later version of Wagtail, which `make test-next` tries, may close what the pinned one opens.
    assert done == table or wagtail.VERSION >= (8,)


def write(role, done):
    """Put what a role does into the table, for people to read the difference."""
    known = matrix() if TABLE.exists() else {}
    known[role or "(aucun)"] = done
    names = sorted({name for name, _view in admin_views()})
    lines = [
        ["vue", *known],
        *([name, *(k.get(name, "") for k in known.values())] for name in names),
    ]
    TABLE.write_text("".join("\t".join(line) + "\n" for line in lines), encoding="utf-8")


def test_each_view_of_the_admin_stands_in_the_table():
    _head, *lines = TABLE.read_text(encoding="utf-8").splitlines()

    assert [line.split("\t")[0] for line in lines] == sorted({name for name, _ in admin_views()})


def test_the_table_lets_translators_write_nothing_of_another_language():
    assert [name for name, done in matrix()[TRANSLATORS].items() if "w" in done] == []


@pytest.mark.parametrize("role", [EDITORS, TRANSLATORS, PUBLISHERS])
def test_settings_are_the_administrators(role):
    areas = ("users", "sites", "locales", "settings", "admin_collections", "admin_workflows:edit")
    opened = [
        name
        for name in matrix()[role]
        if name.startswith(tuple(f"wagtail{area}" for area in areas))
    ]

    assert opened == []
    assert {"wagtailusers_users:index", "wagtailsites:index", "wagtaillocales:index"} <= set(
        matrix()[ADMINISTRATORS]
    )


@pytest.mark.parametrize(("role", "status"), [(ADMINISTRATORS, 200), (PUBLISHERS, 302)])
def test_the_settings_of_a_site_are_the_administrators(world, site, role, status):
    address = reverse("wagtailsettings:edit", args=["cms", "sitesettings", site.pk])

    assert logged_in(member("personne", role)).get(address).status_code == status


@pytest.mark.parametrize("role", [EDITORS, TRANSLATORS])
def test_whoever_may_not_publish_publishes_by_no_form(world, english, role):
    home = ContentPage.objects.get(pk=NUMBER).get_parent().specific
    page = ContentPageFactory(parent=home.get_translation(english), introduction="Before.")
    page.save_revision().publish()
    network = NetworkFactory(locale=english, summary="Before.")
    network.save_revision().publish()
    client = logged_in(member("personne", role))
    before = live_rows()

    for address, words in (
        (page_edit(page), "introduction"),
        (snippet_view("edit", network), "summary"),
    ):
        client.post(address, form_data(client, address) | {words: "X", "action-publish": "1"})

    assert live_rows() == before
    assert page.get_latest_revision_as_object().introduction == "Before."
    assert ContentPage.objects.get(pk=page.pk).get_latest_revision_as_object().introduction == "X"
