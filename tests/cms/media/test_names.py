"""Names under which documents are stored."""

import pytest
from django.core.files.base import ContentFile

from tests.factories import DocumentFactory


@pytest.mark.parametrize(
    ("uploaded", "stored"),
    [
        ("Schéma 2026.txt", "Schéma_2026.txt"),
        ("😀.txt", "document.txt"),
        ("%.txt", "document.txt"),
        ("a😀.txt", "a.txt"),
        (f"{'é' * 200}.txt", f"{'é' * 75}.txt"),
    ],
)
def test_a_document_keeps_its_name_and_its_kind(db, uploaded, stored):
    document = DocumentFactory(file=ContentFile(b"texte", name=uploaded))

    assert document.filename == stored
