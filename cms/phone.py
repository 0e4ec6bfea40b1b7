"""Telephone numbers: written as people do, stored as E.164 or, for a short number, as dialled."""

import re
from typing import Any

import phonenumbers
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from phonenumbers import shortnumberinfo

PHONE_DESCRIPTION = (
    "Telephone number in E.164 format, a French short number such as 3949, or empty."
)
REGION = "FR"
FRANCE = 33
# Country code of each overseas department or collectivity that is dialled like the mainland, by the
# first digits after the 0. The national numbering plan gives these prefixes, which phonenumbers
# reads as foreign (0690…) or, worse, as mainland numbers (0596…).
OVERSEAS = {
    "590": 590, "690": 590, "691": 590,  # Guadeloupe, Saint-Barthélemy, Saint-Martin
    "594": 594, "694": 594,  # Guyane
    "596": 596, "696": 596, "697": 596,  # Martinique
    "262": 262, "263": 262, "692": 262, "693": 262,  # La Réunion
    "269": 262, "639": 262,  # Mayotte
    "508": 508,  # Saint-Pierre-et-Miquelon
}  # fmt: skip
NATIONAL_DIGITS = 9
# Saint-Pierre-et-Miquelon alone has its country code inside the ten digits: 0508 41 23 45.
CODE_INSIDE = 508
SEPARATORS = re.compile(r"[\s.\-–/]+")


def normalise_phone(text: str) -> str:
    """Return the number in E.164, such as +33466000000, or a short number's digits, such as 3949.

    A number without a country code is French, overseas departments included. Raises
    ValidationError, in French, for anything else.
    """
    if short := _short_number(text):
        return short
    try:
        number = _to_territory(phonenumbers.parse(text, REGION))
    except phonenumbers.NumberParseException:
        number = None
    if number is None or not _is_attributed(number):
        raise ValidationError(
            _(
                "« %(value)s » n’est pas un numéro de téléphone valable. Saisissez dix chiffres, "
                "par exemple 04 66 00 00 00, un numéro court comme 3949 ou 115, ou un numéro "
                "international qui commence par +."
            ),
            code="invalid_phone",
            params={"value": text},
        )
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def display_phone(value: str) -> str:
    """Return a stored number as people in France dial it; anything else unchanged."""
    if re.fullmatch(r"\d{4}|\d{6}", value):
        size = len(value) // 2
        return f"{value[:size]} {value[size:]}"
    try:
        number = phonenumbers.parse(value)
    except phonenumbers.NumberParseException:
        return value
    if number.country_code == CODE_INSIDE:
        digits = f"0{CODE_INSIDE}{number.national_number}"
        return " ".join([digits[:4], *re.findall("..", digits[4:])])
    is_french = number.country_code in {FRANCE, *OVERSEAS.values()}
    style = phonenumbers.PhoneNumberFormat
    return phonenumbers.format_number(number, style.NATIONAL if is_french else style.INTERNATIONAL)


def _short_number(text: str) -> str:
    """Return the digits of a short number in use in France, such as 3949 or 116117, else ""."""
    digits = SEPARATORS.sub("", text)
    if not re.fullmatch(r"[0-9]{2,6}", digits):
        return ""
    number = phonenumbers.PhoneNumber(country_code=FRANCE, national_number=int(digits))
    is_valid = shortnumberinfo.is_valid_short_number_for_region(number, REGION)
    return digits if is_valid and not digits.startswith("0") else ""


def _to_territory(number: phonenumbers.PhoneNumber) -> phonenumbers.PhoneNumber:
    """Return a number that was read as French under the country code of its territory."""
    digits = str(number.national_number)
    if number.country_code != FRANCE or len(digits) != NATIONAL_DIGITS:
        return number
    code = OVERSEAS.get(digits[:3])
    if code is not None:
        rest = digits[3:] if code == CODE_INSIDE else digits
        return phonenumbers.PhoneNumber(country_code=code, national_number=int(rest))
    if not phonenumbers.is_valid_number(number):
        for code in sorted({*OVERSEAS.values()} - {CODE_INSIDE}):
            local = phonenumbers.PhoneNumber(country_code=code, national_number=int(digits))
            if phonenumbers.is_valid_number(local):
                return local
    return number


def _is_attributed(number: phonenumbers.PhoneNumber) -> bool:
    """Return whether the number is in use, or its overseas prefix is in the numbering plan.

    The blocks of a territory are newer than any release of phonenumbers.
    """
    if phonenumbers.is_valid_number(number):
        return True
    digits = str(number.national_number)
    return len(digits) == NATIONAL_DIGITS and OVERSEAS.get(digits[:3]) == number.country_code


class PhoneField(models.CharField):
    """A telephone number; its value is E.164, a short number, or empty."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 30)  # room for what people type, spaces included
        kwargs.setdefault("help_text", _("Par exemple 04 66 00 00 00."))
        super().__init__(*args, **kwargs)

    def clean(self, value: Any, model_instance: models.Model | None) -> str:
        """Return the number as it is stored, or "" for a blank; refuse anything else."""
        text = str(super().clean(value, model_instance)).strip()
        return normalise_phone(text) if text else ""
