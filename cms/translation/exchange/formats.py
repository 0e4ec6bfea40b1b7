"""The formats of files that go out and come back."""

from dataclasses import replace

from django.conf import settings
from django.utils.translation import gettext as _

from cms.text.normal_form import nfc_bytes
from cms.translation.exchange import po, xliff
from cms.translation.exchange.bilingual_document import BilingualDocument, UnreadableFileError

FORMATS = {"po": po, "xliff": xliff}
EXTENSIONS = {"po": "po", "xliff": "xlf"}
CONTENT_TYPES = {
    "po": "text/x-gettext-translation; charset=utf-8",
    "xliff": "application/xliff+xml",
}
LABELS = [("xliff", "XLIFF 2.0"), ("po", "PO (gettext)")]
# Spaces, and the mark that some editors put before a text in UTF-8.
BLANK = b"\xef\xbb\xbf \t\r\n"


def read(content: bytes) -> BilingualDocument:
    """Return what a file of any of the formats says; raises UnreadableFileError."""
    if len(content) > settings.CMS_TRANSLATION_MAX_FILE_BYTES:
        raise UnreadableFileError(
            _("Le fichier est trop grand : %d Mo au plus.")
            % (settings.CMS_TRANSLATION_MAX_FILE_BYTES // 1_000_000)
        )
    name = "xliff" if content.lstrip(BLANK).startswith(b"<") else "po"
    document = FORMATS[name].read(nfc_bytes(content))
    if sum(len(item.entries) for item in document.items) > settings.CMS_TRANSLATION_MAX_STRINGS:
        raise UnreadableFileError(
            _("Le fichier a trop de textes : %d au plus.") % settings.CMS_TRANSLATION_MAX_STRINGS
        )
    # What has no reference is another file's.
    items = [item for item in document.items if item.entries]
    if not items:
        raise UnreadableFileError(_("Le fichier n’a aucun texte."))
    most = settings.CMS_TRANSLATION_MAX_SOURCES
    if len({item.reference for item in items}) > most:
        raise UnreadableFileError(
            _(
                "Le fichier concerne trop de pages et de contenus : %d au plus. Coupez-le en "
                "plusieurs fichiers, et importez-les l’un après l’autre."
            )
            % most
        )
    return replace(document, items=items)


def format_of(file_name: str) -> str | None:
    """Return the format that a file's name tells, None where it tells none."""
    ending = file_name.rpartition(".")[2].lower()
    return {"po": "po", "xlf": "xliff", "xliff": "xliff"}.get(ending)
