"""Telephone numbers as people read them."""

from django import template

from cms.phone import display_phone

register = template.Library()


@register.filter
def national_phone(value: str) -> str:
    """Return a stored number as people in France dial it; anything else unchanged."""
    return display_phone(value)
