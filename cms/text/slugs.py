"""Slugs in ASCII, generated alike by the server and by the admin's forms."""

import re
from typing import Any

from django.db import models
from django.utils.text import slugify
from wagtail.admin.forms.models import register_form_field_override
from wagtail.admin.widgets import SlugInput

# What no Unicode normalization takes apart, and so would be lost; an apostrophe parts two words.
REPLACEMENTS = {
    "[’'ʼ‘`´]": "-",
    "œ": "oe", "Œ": "OE", "æ": "ae", "Æ": "AE", "ß": "ss",
    "ø": "o", "Ø": "O", "ł": "l", "Ł": "L", "đ": "d", "Đ": "D",
}  # fmt: skip


def ascii_slug(text: str) -> str:
    """Return the slug of a text: « Réseau d’essai, l’œuvre » gives reseau-d-essai-l-oeuvre."""
    for pattern, replacement in REPLACEMENTS.items():
        text = re.sub(pattern, replacement, text)
    return slugify(text)


class AsciiSlugInput(SlugInput):
    """A slug field that the browser fills in as `ascii_slug` does."""

    def __init__(self, attrs: dict[str, Any] | None = None, **kwargs: Any) -> None:
        super().__init__(attrs, formatters=list(REPLACEMENTS.items()), **kwargs)


def register_widget() -> None:
    """Give every slug field of the admin's forms this widget."""
    register_form_field_override(models.SlugField, override={"widget": AsciiSlugInput})
