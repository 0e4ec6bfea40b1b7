"""Telephone numbers: what people type, and what is stored."""

import pytest
from django.core.exceptions import ValidationError

from cms.phone import PhoneField, display_phone, normalise_phone


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("0466000000", "+33466000000"),
        ("04 66 00 00 00", "+33466000000"),
        ("04.66.00.00.00", "+33466000000"),
        ("04-66-00-00-00", "+33466000000"),
        (" 04 66 00 00 00 ", "+33466000000"),
        ("04\xa066\xa000\xa000\xa000", "+33466000000"),
        ("+33 4 66 00 00 00", "+33466000000"),
        ("0033466000000", "+33466000000"),
        ("+33 (0)4 66 00 00 00", "+33466000000"),
        ("06 12 34 56 78", "+33612345678"),
        ("+32 2 555 12 12", "+3225551212"),
        ("0800 00 00 00", "+33800000000"),
        ("0 892 12 34 56", "+33892123456"),
        ("0590 27 14 89", "+590590271489"),
        ("0690 12 34 56", "+590690123456"),
        ("+590 690 12 34 56", "+590690123456"),
        ("+33 690 12 34 56", "+590690123456"),
        ("00 590 690 12 34 56", "+590690123456"),
        ("0594 12 34 56", "+594594123456"),
        ("0694 20 12 34", "+594694201234"),
        ("0596 12 34 56", "+596596123456"),
        ("0696 12 34 56", "+596696123456"),
        ("0709 12 34 56", "+596709123456"),
        ("0262 12 34 56", "+262262123456"),
        ("0692 12 34 56", "+262692123456"),
        ("0269 60 12 34", "+262269601234"),
        ("0639 12 34 56", "+262639123456"),
        ("0508 41 23 45", "+508412345"),
        ("3949", "3949"),
        ("39 49", "3949"),
        ("115", "115"),
        ("116 117", "116117"),
        ("116117", "116117"),
        ("3114", "3114"),
        ("15", "15"),
        ("17", "17"),
        ("18", "18"),
        ("112", "112"),
    ],
)
def test_a_number_is_stored_in_one_form(typed, stored):
    number = normalise_phone(typed)

    assert number == stored
    assert normalise_phone(number) == stored


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "le matin",
        "04 66",
        "04 66 00 00 000",
        "00 00 00 00 00",
        "+33 9",
        "+999 1234567",
        "+33 3949",
        "+590 12 34",
        "+590 590 12 34",
        "0508 808 123 456",
        "0708 50 00 00",
        "1",
        "12",
        "0115",
        "1234",
        "99999",
        "0690 12 34 5",
        "３９４９",
    ],
)
def test_what_is_no_number_is_refused_in_french(typed):
    with pytest.raises(ValidationError) as refusal:
        normalise_phone(typed)

    assert refusal.value.messages == [
        f"« {typed} » n’est pas un numéro de téléphone valable. Saisissez dix chiffres, par "
        "exemple 04 66 00 00 00, un numéro court comme 3949 ou 115, ou un numéro international "
        "qui commence par +."
    ]


@pytest.mark.parametrize(
    ("typed", "stored"), [("", ""), ("   ", ""), ("04 66 00 00 00", "+33466000000")]
)
def test_an_optional_field_holds_a_number_or_nothing(typed, stored):
    field = PhoneField(blank=True)

    value = field.clean(typed, None)

    assert value == stored


def test_a_field_refuses_what_is_too_long_to_be_a_number():
    field = PhoneField()

    with pytest.raises(ValidationError) as refusal:
        field.clean("0" * 31, None)

    assert refusal.value.messages == [
        "Assurez-vous que cette valeur comporte au plus 30 caractères (actuellement 31)."
    ]


# The same numbers and texts as in frontend/src/languages/phones.test.ts.
@pytest.mark.parametrize(
    ("stored", "shown"),
    [
        ("+33466000000", "04 66 00 00 00"),
        ("+33800123456", "0 800 12 34 56"),
        ("+590690123456", "0690 12 34 56"),
        ("+262639123456", "0639 12 34 56"),
        ("+508412345", "0508 41 23 45"),
        ("3949", "39 49"),
        ("115", "115"),
        ("15", "15"),
        ("116117", "116 117"),
        ("", ""),
        ("+3225551212", "+32 2 555 12 12"),
    ],
)
def test_a_stored_number_is_shown_as_people_dial_it(stored, shown):
    text = display_phone(stored)

    assert text == shown
