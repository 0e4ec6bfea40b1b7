"""Files of redirects: what is imported, and what is refused before it is read whole."""

import io
import zipfile

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from wagtail.contrib.redirects.models import Redirect

pytestmark = pytest.mark.django_db
IMPORT = "/admin/redirects/import/"
ROWS = [("de", "vers"), ("/ancienne", "https://exemple.fr/"), ("/autre", "https://exemple.fr/")]


def text_of(rows, delimiter=","):
    return "\n".join(delimiter.join(row) for row in rows).encode()


def sheet_of(rows, *, at=None):
    """Return a workbook; `at` is where one more cell stands."""
    workbook = openpyxl.Workbook()
    for row in rows:
        workbook.active.append(row)
    if at:
        workbook.active[at] = "x"
    file = io.BytesIO()
    workbook.save(file)
    return file.getvalue()


def packed(size):
    """Return a workbook that unpacks to much more than it is."""
    file = io.BytesIO(sheet_of(ROWS))
    with zipfile.ZipFile(file, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/sharedStrings2.xml", b" " * size)
    return file.getvalue()


def send(client, name, content):
    return client.post(IMPORT, {"import_file": SimpleUploadedFile(name, content)})


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.csv", text_of(ROWS)),
        ("a.tsv", text_of(ROWS, "\t")),
        ("a.xlsx", sheet_of(ROWS)),
    ],
    ids=["csv", "tsv", "xlsx"],
)
def test_a_file_is_imported(name, content, admin_client, home):
    confirm = send(admin_client, name, content)
    form = confirm.context["form"]
    fields = {name: form[name].value() for name in ("import_file_name", "input_format")}
    chosen = {"from_index": "0", "to_index": "1", "permanent": "on"}

    done = admin_client.post(reverse("wagtailredirects:process_import"), fields | chosen)

    assert done.status_code == 302
    assert sorted(Redirect.objects.values_list("old_path", "redirect_link")) == ROWS[1:]


MANY = [("de", "vers"), *((f"/{number}", "/") for number in range(2001))]
REFUSED = {
    "rows of text": ("a.csv", text_of(MANY), "plus de 2000 lignes"),
    "rows between tabs": ("a.tsv", text_of(MANY, "\t"), "plus de 2000 lignes"),
    "rows of a sheet": ("a.xlsx", sheet_of(MANY), "plus de 2000 lignes"),
    "a cell far below": ("a.xlsx", sheet_of(ROWS, at="A900000"), "plus de 2000 lignes"),
    "columns": ("a.csv", b"," * 50_000, "trop de colonnes"),
    "columns of a sheet": ("a.xlsx", sheet_of(ROWS * 4, at="XFD1"), "trop de colonnes"),
    "a large text": ("a.csv", b"a" * 2_000_001, "trop lourd"),
    "a large archive": ("a.xlsx", packed(10_000_000), "trop lourd"),
    "no archive": ("a.xlsx", b"PK", "n’est pas celui d’un fichier"),
    "a broken archive": ("a.xlsx", sheet_of(ROWS).replace(b"<", b"!"), "illisible"),
    "another encoding": ("a.csv", "de,vers\n/été,/\n".encode("latin-1"), "CSV UTF-8"),
    "no text": ("a.csv", b"de,vers\n\0,\xff", "n’est pas un texte"),
}


@pytest.mark.parametrize(("name", "content", "reason"), REFUSED.values(), ids=REFUSED)
def test_a_file_of_too_much_is_refused_in_its_form(name, content, reason, admin_client, home):
    answer = send(admin_client, name, content)

    assert answer.status_code == 200
    assert reason in str(answer.context["form"].errors["import_file"])


@pytest.mark.parametrize("short", [("/b",), ()])
def test_a_row_that_lacks_its_columns_is_named_and_stops_nothing(admin_client, home, short):
    rows = [("de", "vers"), ("/a", "https://exemple.fr/"), short, ("/c", "https://exemple.fr/c")]
    confirm = send(admin_client, "a.csv", "\n".join(",".join(row) or '""' for row in rows).encode())
    form = confirm.context["form"]
    fields = {name: form[name].value() for name in ("import_file_name", "input_format")}

    done = admin_client.post(
        reverse("wagtailredirects:process_import"), fields | {"from_index": "0", "to_index": "1"}
    )

    assert done.status_code == 200
    assert done.context["import_summary"]["errors_count"] == 1
    assert sorted(Redirect.objects.values_list("old_path", flat=True)) == ["/a", "/c"]


def test_no_row_of_a_large_archive_is_read(admin_client, home, monkeypatch):
    monkeypatch.setattr(openpyxl, "load_workbook", None)

    answer = send(admin_client, "a.xlsx", packed(10_000_000))

    assert "trop lourd" in str(answer.context["form"].errors["import_file"])


def test_the_most_rows_are_taken(admin_client, home):
    answer = send(admin_client, "a.csv", text_of(MANY[:-1]))

    assert "form" in answer.context
    assert "from_index" in answer.context["form"].fields
    assert "Au plus 2000 lignes." in admin_client.get(IMPORT).content.decode()
