"""Telephone numbers: what people type, and what is stored."""

import pytest
from django.core.exceptions import ValidationError

from cms.phone import PhoneField, normalise_phone


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
    ],
)
def test_a_number_is_stored_in_one_form(typed, stored):
    number = normalise_phone(typed)

    assert number == stored


@pytest.mark.parametrize(
    "typed", ["", "le matin", "04 66", "04 66 00 00 000", "00 00 00 00 00", "+33 9", "+999 1234567"]
)
def test_what_is_no_number_is_refused_in_french(typed):
    with pytest.raises(ValidationError) as refusal:
        normalise_phone(typed)

    assert refusal.value.messages == [
        f"« {typed} » n’est pas un numéro de téléphone valable. Saisissez dix chiffres, par "
        "exemple 04 66 00 00 00, ou un numéro international qui commence par +."
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
