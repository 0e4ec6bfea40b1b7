"""Importing in the admin: send, read, apply; only for those who may publish there."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from structures.inclusion import uploads
from structures.models import ImportedFile, StructurePage
from tests.factories import UserFactory

UPLOAD = "/admin/structures/import/"


@pytest.fixture
def publisher(client, vocabulary_rows):
    """Log a person in who may publish pages."""
    user = UserFactory(moderator=True)
    client.force_login(user)
    return user


@pytest.fixture
def send(client):
    """Return a function that uploads rows, or other content."""

    def run(content, department=""):
        if not isinstance(content, bytes):
            content = json.dumps(content).encode()
        file = SimpleUploadedFile("lignes.json", content, "application/json")
        return client.post(UPLOAD, {"file": file, "department": department})

    return run


def report_of(response):
    """Return the address of the report to which an upload leads."""
    assert response.status_code == 302, response.content.decode()
    return response["Location"]


def test_the_menu_leads_publishers_to_the_import(client, publisher):
    page = client.get(reverse("wagtailadmin_home"))

    assert UPLOAD in page.content.decode()
    assert client.get(UPLOAD).status_code == 200


def test_an_upload_shows_what_would_change_and_changes_nothing(client, publisher, send, row):
    address = report_of(send([row(1), row(2, code_insee="48998")], "48"))

    page = client.get(address).content.decode()

    assert "Structure 1" in page
    assert "Le code INSEE 48998 est inconnu ici." in page
    assert "Appliquer cet import" in page
    assert not StructurePage.objects.exists()


def test_applying_does_what_was_shown_with_a_link_to_each_sheet(client, publisher, send, row):
    address = report_of(send([row(1)]))

    page = client.post(address, follow=True).content.decode()

    sheet = StructurePage.objects.get()
    imported = ImportedFile.objects.get()
    assert "L’import est fait." in page
    assert reverse("wagtailadmin_pages:edit", args=[sheet.pk]) in page
    assert "Appliquer cet import" not in page
    assert (imported.applied_by, bytes(imported.content)) == (publisher, b"")
    assert sheet.latest_revision.user.username == "import-data-inclusion"


def test_a_plan_that_is_no_longer_the_one_shown_is_not_applied(
    client, publisher, send, row, import_rows
):
    address = report_of(send([row(1, telephone="04 66 00 00 02")]))
    import_rows(row(1))

    page = client.post(address, follow=True).content.decode()

    assert "L’annuaire a changé depuis ce rapport" in page
    assert StructurePage.objects.get().phone == "+33466000001"
    assert "modifier (1)" in page
    client.post(address)
    assert StructurePage.objects.get().phone == "+33466000002"


def test_a_file_is_applied_once(client, publisher, send, row):
    address = report_of(send([row(1)]))
    client.post(address)

    page = client.post(address, follow=True).content.decode()

    assert "Ce fichier a déjà été appliqué." in page
    assert StructurePage.objects.count() == 1


@pytest.mark.parametrize(
    ("outcome", "names"),
    [
        ("", {"Structure 1", "Structure 2", "Structure 3"}),
        ("create", {"Structure 1", "Structure 3"}),
        ("refuse", {"Structure 2"}),
        ("flagged", {"Structure 3"}),
        ("leave", set()),
    ],
)
def test_the_report_is_filtered_by_outcome(client, publisher, send, row, outcome, names):
    address = report_of(send([row(1), row(2, code_insee="48998"), row(3, reseaux_porteurs=[])]))

    page = client.get(address, {"outcome": outcome}).content.decode()

    assert {name for name in ("Structure 1", "Structure 2", "Structure 3") if name in page} == names


def test_a_long_report_has_pages(client, publisher, send, row):
    address = report_of(send([row(number, nom=f"Nom {number:03d}") for number in range(1, 61)]))

    first = client.get(address, {"outcome": "create"}).content.decode()
    second = client.get(address, {"outcome": "create", "p": 2}).content.decode()

    assert ("Nom 001" in first, "Nom 060" in first) == (True, False)
    assert ("Nom 001" in second, "Nom 060" in second) == (False, True)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"{}", "liste de structures"),
        (b"[", "JSON valable"),
        (b"[" + b" " * 6_000_000 + b"]", "dépasse 5 Mo"),
        (json.dumps([{}] * 2001).encode(), "la limite est de"),
    ],
)
def test_a_file_that_can_not_be_read_is_refused_in_french(publisher, send, content, message):
    response = send(content)

    assert response.status_code == 200
    assert message in response.content.decode()
    assert not ImportedFile.objects.exists()


@pytest.mark.parametrize("department", ["abc", "4８"])
def test_a_department_that_is_none_is_refused(publisher, send, row, department):
    response = send([row()], department)

    assert "deux ou trois signes" in response.content.decode()


def test_hostile_names_are_shown_as_text(client, publisher, send, row):
    rows = [row(1, nom="<script>alert(1)</script>Nom"), row(2, id='"><svg onload=alert(2)>')]

    page = client.get(report_of(send(rows))).content.decode()

    assert "<script>alert" not in page
    assert "<svg onload" not in page


def test_files_that_nobody_applied_are_forgotten(publisher, send, row, monkeypatch):
    send([row(1)])
    monkeypatch.setattr(uploads, "MAX_AGE", -uploads.MAX_AGE)

    send([row(1)])

    assert ImportedFile.objects.count() == 1


@pytest.mark.parametrize("trait", [{}, {"editor": True}])
def test_who_may_not_publish_there_may_not_import(client, vocabulary_rows, send, row, trait):
    client.force_login(UserFactory(superuser=True))
    address = report_of(send([row(1)]))
    client.force_login(UserFactory(**trait))

    responses = [client.get(UPLOAD), send([row(1)]), client.get(address), client.post(address)]

    assert [response.status_code for response in responses] == [302] * 4
    assert not StructurePage.objects.exists()
    assert ImportedFile.objects.count() == 1


def test_nobody_imports_without_logging_in(client, vocabulary_rows):
    response = client.get(UPLOAD)

    assert response.status_code == 302
    assert "/compte/connexion/" in response["Location"]
