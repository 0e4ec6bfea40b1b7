"""The report of the sheets to look at again, and its counts on the admin's home page."""

import csv
import io

import pytest
from django.urls import reverse

from structures.models import StructurePage
from tests.factories import StructurePageFactory
from tests.structures.admin.conftest import days

SOUND = {"confirmed_on": days(-1), "with_position": True, "phone": "+33466000000"}


def sheet(name, **values):
    return StructurePageFactory(name=name, **{**SOUND, **values})


@pytest.fixture
def titles(as_editor):
    """Return a function that asks for the report and returns its titles in order."""

    def ask(**parameters):
        response = as_editor.get(reverse("structure_review"), parameters)
        assert response.status_code == 200
        return [page.title for page in response.context["object_list"]]

    return ask


@pytest.fixture
def various(directory):
    """Create a sheet for each reason, one for none, and one at each limit."""
    sheet("Bonne", convention_starts_on=days(-100), convention_ends_on=days(61))
    sheet("Juste", confirmed_on=days(-365))
    sheet("Jamais", confirmed_on=None)
    sheet("Ancienne", confirmed_on=days(-366))
    sheet("Bientot", convention_starts_on=days(-700), convention_ends_on=days(60))
    sheet("Aujourd", convention_starts_on=days(-700), convention_ends_on=days(0))
    sheet("Finie", convention_starts_on=days(-700), convention_ends_on=days(-1))
    sheet("Nulle part", latitude=None, longitude=None)
    sheet("Muette", phone="")


@pytest.mark.parametrize(
    ("reasons", "expected"),
    [
        (["unconfirmed"], ["Ancienne", "Jamais"]),
        (["convention_ending"], ["Aujourd", "Bientot"]),
        (["convention_ended"], ["Finie"]),
        (["no_position"], ["Nulle part"]),
        (["no_phone"], ["Muette"]),
        (["no_phone", "no_position"], ["Muette", "Nulle part"]),
        (
            [],
            ["Ancienne", "Aujourd", "Bientot", "Finie", "Jamais", "Muette", "Nulle part"],
        ),
    ],
)
def test_the_report_has_the_sheets_of_each_reason(titles, various, reasons, expected):
    assert titles(reason=reasons) == expected


def test_the_report_says_why_and_leads_to_the_form(as_editor, directory):
    page = sheet(
        "Fatiguée",
        confirmed_on=None,
        convention_starts_on=days(-700),
        convention_ends_on=days(1),
        latitude=None,
        longitude=None,
        phone="",
    )

    text = as_editor.get(reverse("structure_review")).content.decode()

    for words in ("jamais confirmée", "finit dans 1 jour", "manquante", "manquant"):
        assert words in text
    assert reverse("wagtailadmin_pages:edit", args=[page.pk]) in text


def test_the_report_is_exported_with_its_reasons(as_editor, directory):
    sheet("Finie", convention_starts_on=days(-700), convention_ends_on=days(-1))

    response = as_editor.get(reverse("structure_review"), {"export": "csv"})

    header, line = csv.reader(io.StringIO(response.getvalue().decode("utf-8-sig")), delimiter=";")
    assert header[6:10] == ["Confirmation", "Convention", "Position", "Téléphone"]
    assert line[6:10] == ["", f"terminée le {days(-1):%d/%m/%Y}", "", ""]


def test_the_home_page_counts_each_reason(as_editor, various):
    text = as_editor.get(reverse("wagtailadmin_home")).content.decode()

    address = reverse("structure_review")
    assert f"{address}?reason=unconfirmed" in text
    panel = text[text.index("structure-review") :]
    counts = [panel.split("<strong>")[part].split("<")[0] for part in range(1, 6)]
    assert counts == ["2", "2", "1", "1", "1"]


def test_the_home_page_has_no_panel_when_nothing_is_to_review(as_editor, directory):
    sheet("Bonne")

    assert "structure-review__report" not in as_editor.get("/admin/").content.decode()


def test_staff_find_their_own_sheet_in_the_report_and_no_other(as_staff, own_sheet, various):
    response = as_staff.get(reverse("structure_review"))

    assert [page.title for page in response.context["object_list"]] == [own_sheet.title]


def test_the_number_of_queries_does_not_grow(as_editor, directory, django_assert_max_num_queries):
    def count(path):
        with django_assert_max_num_queries(1000) as captured:
            as_editor.get(path).getvalue()
        return len(captured)

    paths = [reverse("structure_review"), reverse("structure_review") + "?export=csv", "/admin/"]
    for number in range(2):
        sheet(f"Structure {number}", phone="")
    for path in paths:
        count(path)
    few = [count(path) for path in paths]
    for number in range(2, 25):
        sheet(f"Structure {number}", phone="")

    assert StructurePage.objects.count() == 25
    assert [count(path) for path in paths] == few
