"""Telephone numbers as people read them."""

import phonenumbers
from django import template

register = template.Library()


@register.filter
def national_phone(value: str) -> str:
    """Return an E.164 number as it is dialled in its country; anything else as it is."""
    try:
        number = phonenumbers.parse(value)
    except phonenumbers.NumberParseException:
        return value
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.NATIONAL)
