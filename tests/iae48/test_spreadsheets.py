"""Every spreadsheet that the admin exports: no cell is a formula, whatever people wrote."""

import csv
import io
from datetime import UTC, datetime

import pytest
from django.urls import resolve
from django.utils import timezone
from openpyxl import load_workbook
from wagtail.admin.views.mixins import SpreadsheetExportMixin
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page, PageLogEntry, Workflow

from cms.contact.models import ContactMessage
from cms.spreadsheets import FORMULA, as_text
from networks.models import Network
from tests.browsing import Browser
from tests.factories import ContactMessageFactory, StructurePageFactory, UserFactory
from tests.structures.admin.test_staff_limits import NUMBER, admin_addresses

pytestmark = pytest.mark.any_database
POISON = '=HYPERLINK("https://mechant.example","Cliquez");=1+1;été,@SUM(1)'
EXPORTS = {
    "contact_messages:index",
    "structure_review",
    "structure_sheets:index",
    "translation_report",
    "wagtailadmin_reports:aging_pages",
    "wagtailadmin_reports:locked_pages",
    "wagtailadmin_reports:page_types_usage",
    "wagtailadmin_reports:site_history",
    "wagtailadmin_reports:workflow",
    "wagtailadmin_reports:workflow_tasks",
    "wagtailredirects:index",
}
# One names types alone, and nothing is in moderation here.
WITHOUT_TEXTS = {
    "wagtailadmin_reports:page_types_usage",
    "wagtailadmin_reports:workflow",
    "wagtailadmin_reports:workflow_tasks",
}


@pytest.fixture
def poisoned(world):
    """Begin every text of the world with a formula; return an administrator's browser."""
    StructurePageFactory()
    ContactMessageFactory(name=POISON, subject=POISON, message=POISON)
    admin = UserFactory(superuser=True, username=POISON)
    Page.objects.filter(depth__gt=1).update(
        title=POISON, draft_title=POISON, locked=True, locked_by=admin, locked_at=timezone.now()
    )
    Network.objects.update(name=POISON)
    Workflow.objects.update(name=POISON)
    PageLogEntry.objects.update(label=POISON, user=admin)
    Redirect.objects.filter(pk=NUMBER).update(old_path=POISON, redirect_link=POISON)
    browser = Browser()
    browser.force_login(admin)
    return browser


def cells_of(content):
    """Return the cells that a spreadsheet may see in a CSV file, by any separator it may use."""
    text = content.decode("utf-8-sig")
    for separator in ";,\t":
        for row in csv.reader(io.StringIO(text), delimiter=separator):
            yield from row


def rows_of(response, extension):
    """Return the rows of a file, and whether a cell of it is a formula."""
    content = b"".join(response) if response.streaming else response.content
    if extension == "csv":
        rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig")), delimiter=";"))
        return rows, any(FORMULA.match(cell) for cell in cells_of(content))
    sheet = load_workbook(io.BytesIO(content)).active
    cells = [cell for row in sheet.iter_rows() for cell in row]
    return [[cell.value for cell in cells]], any(cell.data_type == "f" for cell in cells)


# Wagtail leaves the closing of files to the garbage collector.
@pytest.mark.filterwarnings("ignore::ResourceWarning")
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_no_export_of_the_admin_has_a_formula(poisoned):
    poisoned.raise_request_exception = False
    exported, poisonous, formulas = set(), set(), []

    for path in admin_addresses():
        for extension in ("csv", "xlsx"):
            response = poisoned.get(f"/{path}?export={extension}")
            if "attachment" not in response.get("Content-Disposition", ""):
                continue
            name = resolve(f"/{path}").view_name.removesuffix("_results")
            rows, has_formula = rows_of(response, extension)
            exported.add(name)
            if any("mechant.example" in str(cell) for row in rows for cell in row):
                poisonous.add(name)
            if has_formula:
                formulas.append(f"{path} {extension}")

    assert formulas == []
    assert EXPORTS - exported == set()
    assert EXPORTS - poisonous == WITHOUT_TEXTS


@pytest.mark.parametrize("sign", [*"=+-@＝＋－＠", "\t", "\r", "\n"])
@pytest.mark.parametrize("before", ["", " ", "\u00a0", "\u200b", "\ufeff"])
def test_a_text_that_begins_with_a_sign_of_formulas_is_put_behind_an_apostrophe(sign, before):
    text = f"{before}{sign}1+1"

    assert as_text(text) == f"'{text}"


@pytest.mark.parametrize("separator", [";", ",", "\t", "\n", "; ", ",\u200b"])
@pytest.mark.parametrize("sign", "=+-@＝＋－＠")
def test_so_is_one_behind_what_a_spreadsheet_may_take_for_the_end_of_a_cell(sign, separator):
    text = f"Jean{separator}{sign}1+1"

    assert as_text(text) == f"Jean{separator}'{sign}1+1"


@pytest.mark.parametrize("text", ["", "Jardin", "1+1", "a=b", "04 66 00 00 00", "'=1", "é", "a, b"])
def test_any_other_text_is_left_as_it_is(text):
    assert as_text(text) == text


def test_a_heading_is_guarded_like_a_cell():
    class View(SpreadsheetExportMixin):
        export_headings = {"title": "=1+1"}

    assert View().get_heading(Page.objects.none(), "title") == "'=1+1"


@pytest.mark.filterwarnings("ignore::ResourceWarning")
def test_in_xlsx_a_telephone_and_a_number_are_read_as_they_are(world):
    ContactMessage.objects.all().delete()
    ContactMessageFactory(phone="+33466490000", subject="=1+1", message="Un\x0bdeux")
    browser = Browser()
    browser.force_login(UserFactory(superuser=True))

    response = browser.get("/admin/contact_messages/?export=xlsx")

    sheet = load_workbook(io.BytesIO(b"".join(response))).active
    cells = {cell.value: cell for row in sheet.iter_rows() for cell in row}
    assert {"04 66 49 00 00", "=1+1", "Undeux"} <= cells.keys()
    assert cells["=1+1"].quotePrefix  # it stays a text when somebody edits it


def test_csv_is_as_french_spreadsheets_expect_it(world):
    ContactMessage.objects.all().delete()
    message = ContactMessageFactory(name="Zoé")
    ContactMessage.objects.update(sent_at=datetime(2026, 7, 1, 22, 30, 59, tzinfo=UTC))
    browser = Browser()
    browser.force_login(UserFactory(superuser=True))

    response = browser.get("/admin/contact_messages/?export=csv")

    content = b"".join(response).decode()
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert content.startswith("\ufeff")
    rows = list(csv.reader(io.StringIO(content.removeprefix("\ufeff")), delimiter=";"))
    assert len(rows) == 2
    assert {"Zoé", message.subject, "2026-07-02 00:30", "non"} <= set(rows[1])
