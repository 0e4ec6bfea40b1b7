"""A file is a JSON array in UTF-8, within limits; anything else is refused in French."""

import pytest
from django.core.exceptions import ValidationError

from structures.inclusion.reading import read_rows


def test_a_byte_order_mark_is_no_part_of_the_file():
    content = b"\xef\xbb\xbf" + '[{"nom": "Été"}]'.encode()

    rows = read_rows(content)

    assert rows == [{"nom": "Été"}]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"[" + b" " * 100 + b"]", "file_size"),
        (b"[1,2,3,4]", "file_rows"),
        ("[é]".encode("latin-1"), "file_encoding"),
        ("[]".encode("utf-16"), "file_encoding"),
        (b"", "file_json"),
        (b'[{"nom": ]', "file_json"),
        (b"[NaN]", "file_json"),
        (b'{"nom": "A"}', "file_shape"),
        (b"null", "file_shape"),
        (b"[" * 40 + b"]" * 40, "file_depth"),
    ],
)
def test_what_is_no_list_of_rows_is_refused(content, code):
    with pytest.raises(ValidationError) as refusal:
        read_rows(content, max_bytes=100, max_rows=3)

    assert refusal.value.code == code


@pytest.mark.parametrize(
    ("content", "code"),
    [(b"[" * 100_000 + b"]" * 100_000, "file_depth"), (b"[" + b"9" * 5000 + b"]", "file_number")],
)
def test_hostile_json_is_refused_like_any_other(content, code):
    with pytest.raises(ValidationError) as refusal:
        read_rows(content)

    assert refusal.value.code == code


def test_a_refusal_says_where_the_file_goes_wrong():
    with pytest.raises(ValidationError) as refusal:
        read_rows(b'[\n{"nom": oui}\n]')

    assert refusal.value.messages == ["Le fichier n’est pas du JSON valable : ligne 2, colonne 9."]
