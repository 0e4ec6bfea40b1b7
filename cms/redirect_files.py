"""Files of redirects that people import: of a size that one request can read and store."""

import csv
from collections.abc import Callable, Iterable, Iterator, Sequence
from io import StringIO
from typing import Any
from zipfile import ZipFile

import openpyxl
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.core.signing import BadSignature
from django.db import transaction
from django.forms import Form
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _
from wagtail.contrib.redirects import views
from wagtail.contrib.redirects.forms import ConfirmImportManagementForm, ImportForm
from wagtail.contrib.redirects.utils import get_file_storage, get_import_formats

from cms.uploads.documents import check_document
from cms.uploads.refusals import UploadRefusedError

# Storing a row takes some milliseconds.
MAX_ROWS = 2000
# An empty row counts, and so does each column before the last one of its row.
MAX_CELLS = 20 * MAX_ROWS
MAX_BYTES = 2_000_000
MAX_UNPACKED_BYTES = 10_000_000
EXTENSIONS = ("csv", "tsv", "xlsx")


class BoundedImportForm(ImportForm):
    """The form of the file, which refuses one that is too large before all of it is read."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["import_file"]
        field.help_text = f"{field.help_text} {_('Au plus %d lignes.') % MAX_ROWS}"

    def clean_import_file(self) -> UploadedFile:
        """Return the file."""
        file: UploadedFile = self.cleaned_data["import_file"]
        extension = str(file.name).rpartition(".")[2]
        if extension in EXTENSIONS:
            check_redirect_file(file, extension)
        return file  # Wagtail refuses the other kinds


def bound_imports() -> None:
    """Have Wagtail's import of redirects use this form, and refuse a second step without it."""
    views.ImportForm = BoundedImportForm
    ConfirmImportManagementForm.clean = _clean_confirmation
    views.create_redirects_from_dataset = _create_all(views.create_redirects_from_dataset)


def _create_all(create: Callable[..., Any]) -> Callable[..., Any]:
    """Return Wagtail's import in one transaction; rows without both addresses are reported."""

    def create_redirects(dataset: Iterable[Sequence[Any]], config: dict[str, Any]) -> Any:
        columns = config["from_index"], config["to_index"]
        rows = [[*row, *[""] * (max(columns) + 1 - len(row))] for row in dataset]
        complete = [row for row in rows if all(row[column] for column in columns)]
        with transaction.atomic():
            summary = create(complete, config)
        for row in rows:
            if not all(row[column] for column in columns):
                reason = _("Il manque l’ancienne adresse, ou celle où elle mène.")
                summary["errors"].append([*(row[column] for column in columns), reason])
        summary["errors_count"] = len(summary["errors"])
        summary["total"] = len(rows)
        return summary

    return create_redirects


def _clean_confirmation(form: ConfirmImportManagementForm) -> dict[str, Any]:
    """Return the fields of the second step; Wagtail answers their errors with 400."""
    fields: dict[str, Any] = Form.clean(form) or {}
    try:
        for name in ("import_file_name", "input_format"):
            fields[name] = form.signer.unsign(fields.get(name, ""))
        get_import_formats()[int(fields["input_format"])]
        get_file_storage()(name=fields["import_file_name"]).read("rb")
    except (BadSignature, ValueError, IndexError, OSError) as error:
        raise ValidationError(_("Choisissez de nouveau le fichier à importer.")) from error
    return fields


def check_redirect_file(file: UploadedFile, extension: str) -> None:
    """Raise UploadRefusedError for a file that is unreadable, or has too much, packed or not."""
    if (file.size or 0) > MAX_BYTES:
        raise _too_large(MAX_BYTES)
    check_document(file, "xlsx" if extension == "xlsx" else "csv")
    read = _sheet_lengths if extension == "xlsx" else _text_lengths
    cells = 0
    try:
        for number, length in enumerate(read(file)):  # the first row has the columns' names
            cells += length
            if number > MAX_ROWS or cells > MAX_CELLS:
                raise UploadRefusedError(
                    _(
                        "Ce fichier a plus de %(rows)d lignes, ou trop de colonnes. Coupez-le en "
                        "plusieurs, et n’y gardez que les deux colonnes utiles."
                    ),
                    rows=MAX_ROWS,
                )
    except UploadRefusedError:
        raise
    except Exception as error:  # whatever a broken file makes the libraries raise
        raise UploadRefusedError(
            _("Ce fichier est illisible. Ouvrez-le dans un tableur et enregistrez-le de nouveau.")
        ) from error
    file.seek(0)


def _text_lengths(file: UploadedFile) -> Iterator[int]:
    delimiter = "\t" if str(file.name).endswith(".tsv") else ","
    try:
        text = StringIO(file.read().decode("utf-8-sig"))
    except UnicodeError as error:
        raise UploadRefusedError(
            _(
                "Ce fichier n’est pas en UTF-8. Dans votre tableur, enregistrez-le comme "
                "« CSV UTF-8 », puis choisissez-le de nouveau."
            )
        ) from error
    for row in csv.reader(text, delimiter=delimiter):
        yield len(row)


def _sheet_lengths(file: UploadedFile) -> Iterator[int]:
    with ZipFile(file) as archive:
        # Of a part no more is read than the archive says of its size.
        if sum(part.file_size for part in archive.infolist()) > MAX_UNPACKED_BYTES:
            raise _too_large(MAX_UNPACKED_BYTES)
    file.seek(0)
    workbook = openpyxl.load_workbook(file, read_only=True, data_only=True)
    for row in workbook.worksheets[0].rows:
        yield len(row)


def _too_large(limit: int) -> UploadRefusedError:
    return UploadRefusedError(
        _(
            "Ce fichier est trop lourd (au plus %(limit)s, décompressé). Coupez-le en plusieurs, "
            "sans image ni mise en forme."
        ),
        limit=filesizeformat(limit),
    )
