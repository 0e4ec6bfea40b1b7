"""Telephone numbers: written as people do, stored as E.164 (phonenumbers)."""

from typing import Any

import phonenumbers
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

REGION = "FR"


def normalise_phone(text: str) -> str:
    """Return the number in E.164, such as +33466000000.

    Numbers without a country code are read as French. Raises ValidationError, in French, for what
    is no possible and attributed number.
    """
    try:
        number = phonenumbers.parse(text, REGION)
    except phonenumbers.NumberParseException:
        number = None
    if number is None or not phonenumbers.is_valid_number(number):
        raise ValidationError(
            _(
                "« %(value)s » n’est pas un numéro de téléphone valable. Saisissez dix chiffres, "
                "par exemple 04 66 00 00 00, ou un numéro international qui commence par +."
            ),
            code="invalid_phone",
            params={"value": text},
        )
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


class PhoneField(models.CharField):
    """A telephone number; its value is E.164 or empty."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 30)  # room for what people type, spaces included
        kwargs.setdefault("help_text", _("Par exemple 04 66 00 00 00."))
        super().__init__(*args, **kwargs)

    def clean(self, value: Any, model_instance: models.Model | None) -> str:
        """Return E.164, or an empty text for an empty one; refuse what is no number."""
        text = str(super().clean(value, model_instance)).strip()
        return normalise_phone(text) if text else ""
