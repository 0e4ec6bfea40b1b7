"""The messages in the admin: for whoever has the right, found, marked, deleted, exported."""

import csv
import io
import re
from datetime import timedelta

import pytest
from django.contrib.auth.models import Group, Permission
from django.core import mail
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook
from wagtail.models import ModelLogEntry

from cms.contact.models import ContactMessage, UsedToken
from iae48.roles import EDITORS, PUBLISHERS
from tests.browsing import Browser
from tests.factories import ContactMessageFactory, UserFactory
from tests.refusals import refusals

INDEX = "contact_messages:index"


def logged_in(*codenames, superuser=False):
    user = UserFactory(superuser=superuser)
    user.user_permissions.set(Permission.objects.filter(codename__in=["access_admin", *codenames]))
    client = Browser()
    client.force_login(user)
    return client


@pytest.fixture
def as_reader(site):
    """Return the browser of somebody who may read messages and no more."""
    return logged_in("view_contactmessage")


@pytest.fixture
def as_handler(site):
    """Return the browser of somebody who may do all with messages."""
    return logged_in("view_contactmessage", "change_contactmessage", "delete_contactmessage")


def test_messages_are_listed_the_newest_first_without_those_of_robots(as_reader):
    ContactMessageFactory(name="Ancien", sent_at=timezone.now() - timedelta(days=2))
    ContactMessageFactory(name="Récent")
    ContactMessageFactory(name="Robot", is_suspect=True)

    shown = as_reader.get(reverse(INDEX)).content.decode()
    robots = as_reader.get(reverse(INDEX), {"apart": "suspect"}).content.decode()

    assert shown.index("Récent") < shown.index("Ancien")
    assert "Robot" not in shown
    assert "Robot" in robots
    assert "Récent" not in robots


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"is_handled": "true"}, {"Traitée"}),
        ({"is_handled": "false"}, {"Attendue"}),
        ({"q": "Langogne"}, {"Attendue"}),
        ({"q": "camille@exemple.fr"}, {"Attendue", "Traitée"}),
        ({"sent_at_from": "2199-01-01"}, set()),
    ],
)
def test_messages_are_filtered_and_searched(as_reader, asked, found):
    ContactMessageFactory(name="Attendue", message="À Langogne ?")
    ContactMessageFactory(name="Traitée", is_handled=True)

    shown = as_reader.get(reverse(INDEX), asked).content.decode()

    assert {name for name in ("Attendue", "Traitée") if name in shown} == found


def test_the_number_of_queries_does_not_grow(as_reader, page, django_assert_num_queries):
    ContactMessageFactory(page=page)
    as_reader.get(reverse(INDEX))
    with CaptureQueriesContext(
        connection,
    ) as one:
        as_reader.get(reverse(INDEX))
    ContactMessageFactory.create_batch(20, page=page)

    with django_assert_num_queries(len(one)):
        as_reader.get(reverse(INDEX))


def test_a_message_is_read_and_marked_as_handled(as_handler):
    message = ContactMessageFactory(message="Bonjour à tous\n<b>Merci</b>")
    address = reverse("contact_messages:edit", args=[message.pk])

    shown = as_handler.get(address).content.decode()
    forged = {"is_handled": "on", "message": "Autre chose", "name": "Autre"}
    as_handler.post(address, forged)

    message.refresh_from_db()
    assert "Bonjour à tous<br>&lt;b&gt;Merci&lt;/b&gt;" in shown
    assert message.is_handled
    assert (message.message, message.name) == ("Bonjour à tous\n<b>Merci</b>", "Camille Roux")


def test_whoever_only_reads_neither_marks_nor_deletes(as_reader):
    message = ContactMessageFactory(message="Un\n<b>Deux</b>")

    read = as_reader.get(reverse("contact_messages:inspect", args=[message.pk]))
    answers = [
        as_reader.post(reverse(f"contact_messages:{name}", args=[message.pk]), {"is_handled": "on"})
        for name in ("edit", "delete")
    ]

    message.refresh_from_db()
    assert "Un<br>&lt;b&gt;Deux&lt;/b&gt;" in read.content.decode()
    assert not {"None", "True", "False"} & set(re.findall(r">\s*(\w+)\s*<", read.content.decode()))
    assert [answer.url for answer in answers] == [reverse("wagtailadmin_home")] * 2
    assert not message.is_handled


def test_a_message_is_deleted_and_the_log_has_no_name(as_handler):
    message = ContactMessageFactory(name="Camille Roux")

    as_handler.post(reverse("contact_messages:delete", args=[message.pk]))

    assert not ContactMessage.objects.exists()
    entries = ModelLogEntry.objects.filter(content_type__app_label="contact")
    assert [entry.action for entry in entries] == ["wagtail.delete"]
    assert "Camille" not in str([(entry.label, entry.data) for entry in entries])


def test_nobody_adds_a_message_by_hand(site):
    administrator = logged_in(superuser=True)

    answer = administrator.get(reverse("contact_messages:add"))

    assert answer.url == reverse("wagtailadmin_home")
    assert reverse("contact_messages:add") not in administrator.get(reverse(INDEX)).content.decode()


def test_publishers_have_the_right_and_others_do_not(site, english, roles):
    message = ContactMessageFactory(name="Camille Roux")
    seen = {}
    for name in (PUBLISHERS, EDITORS, "Traduction anglais"):
        user = UserFactory()
        user.groups.add(Group.objects.get(name=name))
        client = Browser()
        client.force_login(user)
        pages = [
            client.get(reverse(INDEX)),
            client.get(reverse(INDEX), {"export": "csv"}),
            client.get(reverse("contact_messages:index_results")),
            client.get(reverse("contact_messages:edit", args=[message.pk])),
            client.get(reverse("contact_messages:inspect", args=[message.pk])),
            client.get(reverse("contact_messages:history", args=[message.pk])),
            client.get(reverse("contact_messages:delete", args=[message.pk])),
        ]
        seen[name] = {page.status_code for page in pages}
        told = [b"Camille" in b"".join(page) for page in pages]
        assert any(told) == (name == PUBLISHERS)

    assert seen == {PUBLISHERS: {200}, EDITORS: {302}, "Traduction anglais": {302}}


# --- For review -----------------------------------------------------------------------------------


def test_messages_for_review_are_listed_apart_with_a_way_to_them(as_reader):
    ContactMessageFactory(name="Récent")
    ContactMessageFactory(name="Retenue", is_held=True)

    shown = as_reader.get(reverse(INDEX)).content.decode()
    held = as_reader.get(reverse(INDEX), {"apart": "held"}).content.decode()

    assert "Retenue" not in shown
    assert "1 message à relire" in shown
    assert f"{reverse(INDEX)}?apart=held" in shown
    assert "Retenue" in held
    assert "Récent" not in held


@pytest.mark.parametrize("mark", ["is_held", "is_suspect"])
def test_a_message_that_is_released_is_mailed_once(as_handler, page, mark):
    message = ContactMessageFactory(page=page, **{mark: True})
    address = reverse("contact_messages:edit", args=[message.pk])

    as_handler.post(address, {mark: "on", "is_handled": "on"})
    before = len(mail.outbox)
    as_handler.post(address, {})
    as_handler.post(address, {mark: "on"})
    as_handler.post(address, {})

    assert before == 0
    assert [sent.to for sent in mail.outbox] == [["accueil@exemple.fr", "bureau@exemple.fr"]]


def test_whoever_only_reads_releases_nothing(as_reader, page):
    message = ContactMessageFactory(page=page, is_held=True)

    as_reader.post(reverse("contact_messages:edit", args=[message.pk]), {})

    message.refresh_from_db()
    assert message.is_held
    assert mail.outbox == []


def test_many_messages_are_read_and_released_on_one_page(as_handler, page):
    released, other = ContactMessageFactory.create_batch(2, page=page, is_held=True)
    ContactMessageFactory(page=page, name="Robot", is_held=True, is_suspect=True)
    address = reverse("contact_messages:release")

    linked = as_handler.get(reverse(INDEX)).content.decode()
    shown = as_handler.get(address).content.decode()
    as_handler.post(address, {"message": [released.pk, "x", "9" * 30]})
    as_handler.post(address, {"message": [released.pk]})

    assert f'href="{address}"' in linked
    assert released.message in shown
    assert "Robot" not in shown
    held = ContactMessage.objects.filter(is_held=True, is_suspect=False)
    assert list(held) == [other]
    assert len(mail.outbox) == 1


def test_the_number_of_queries_of_that_page_does_not_grow(
    as_handler, page, django_assert_num_queries
):
    ContactMessageFactory(page=page, is_held=True)
    as_handler.get(reverse("contact_messages:release"))
    with CaptureQueriesContext(connection) as one:
        as_handler.get(reverse("contact_messages:release"))
    ContactMessageFactory.create_batch(9, page=page, is_held=True)

    with django_assert_num_queries(len(one)):
        as_handler.get(reverse("contact_messages:release"))


@pytest.mark.parametrize("method", ["get", "post"])
def test_whoever_only_reads_releases_nothing_there(as_reader, page, method):
    message = ContactMessageFactory(page=page, is_held=True)

    answer = getattr(as_reader, method)(
        reverse("contact_messages:release"), {"message": [message.pk]}
    )

    message.refresh_from_db()
    assert answer.url == reverse("wagtailadmin_home")
    assert message.is_held


# --- Export --------------------------------------------------------------------------------------

FORMULA = '=HYPERLINK("https://x.example")'


@pytest.mark.parametrize("text", [FORMULA, "+33", "-1", "@a", "\t1"])
def test_no_cell_of_a_file_is_a_formula(as_reader, text):
    ContactMessageFactory(name=text, message=text, subject=text)

    written = b"".join(as_reader.get(reverse(INDEX), {"export": "csv"}).streaming_content)
    book = b"".join(as_reader.get(reverse(INDEX), {"export": "xlsx"}).streaming_content)

    [_headings, row] = csv.reader(io.StringIO(written.decode("utf-8-sig")), delimiter=";")
    assert (row[1], row[4], row[5]) == (f"'{text}",) * 3
    cells = [cell for line in load_workbook(io.BytesIO(book)).active.iter_rows() for cell in line]
    assert "f" not in {cell.data_type for cell in cells}


def test_the_export_has_what_is_filtered(as_reader):
    ContactMessageFactory(name="Attendue")
    ContactMessageFactory(name="Robot", is_suspect=True)

    response = as_reader.get(reverse(INDEX), {"export": "csv"})
    written = b"".join(response.streaming_content).decode()

    assert "Attendue" in written
    assert "Robot" not in written
    assert "messages-recus.csv" in response["Content-Disposition"]


# --- Purge ---------------------------------------------------------------------------------------


def test_messages_are_deleted_after_their_time(db, settings, capsys):
    settings.CMS_CONTACT_KEPT_DAYS, settings.CMS_CONTACT_SUSPECT_KEPT_DAYS = 365, 30
    for name, days, suspect in (
        ("gardé", 364, False),
        ("vieux", 366, False),
        ("robot gardé", 29, True),
        ("vieux robot", 31, True),
    ):
        sent = timezone.now() - timedelta(days=days)
        ContactMessageFactory(name=name, sent_at=sent, is_suspect=suspect)

    call_command("purge_contact_messages")

    kept = set(ContactMessage.objects.values_list("name", flat=True))
    assert kept == {"gardé", "robot gardé"}
    assert "Messages effacés : 2." in capsys.readouterr().out


def test_used_tokens_are_deleted_once_they_are_out_of_date(db, settings):
    for age in (settings.CMS_CONTACT_MAX_SECONDS + 60, 0):
        UsedToken.objects.create(digest=str(age), used_at=timezone.now() - timedelta(seconds=age))

    call_command("purge_contact_messages")

    assert [used.digest for used in UsedToken.objects.all()] == ["0"]


# --- The page ------------------------------------------------------------------------------------


def test_a_form_with_a_wrong_recipient_or_empty_texts_is_refused(page):
    page.recipients = "accueil@exemple.fr, bureau"
    page.consent = "<p>&nbsp;</p>"

    assert refusals(page) == {
        "recipients": ["« bureau » n’est pas une adresse électronique."],
        "consent": ["Ce texte est vide : écrivez-le."],
    }
