"""Dates that people type in the admin: of years that a calendar of ours can be about.

In the first and the last year of Python's calendar a date has no moment in another time zone, and
whatever compares or stores it fails.
"""

from datetime import date
from typing import Any

import django_filters
from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _
from django_filters.fields import DateRangeField
from wagtail.admin.forms.models import register_form_field_override
from wagtail.admin.widgets import AdminDateInput, AdminDateTimeInput

FIRST_YEAR, LAST_YEAR = 1900, 2199


def check_year(value: date | None) -> None:
    """Raise ValidationError for a date, or a date with a time, of a year out of bounds."""
    if value is not None and not FIRST_YEAR <= value.year <= LAST_YEAR:
        raise ValidationError(
            _("Donnez une date dont l’année est entre %(first)d et %(last)d."),
            code="year",
            params={"first": FIRST_YEAR, "last": LAST_YEAR},
        )


class DateInYearsField(forms.DateField):
    """A date of a likely year."""

    default_validators = [check_year]


class DateTimeInYearsField(forms.DateTimeField):
    """A date with a time, of a likely year."""

    default_validators = [check_year]


class DateRangeInYearsField(DateRangeField):
    """The dates of a filter."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for field in self.fields:
            field.validators = [*field.validators, check_year]


def bound_years() -> None:
    """Have every form of the admin, and every filter of its lists, take likely years only."""
    register_form_field_override(
        models.DateField, override={"form_class": DateInYearsField, "widget": AdminDateInput}
    )
    register_form_field_override(
        models.DateTimeField,
        override={"form_class": DateTimeInYearsField, "widget": AdminDateTimeInput},
    )
    django_filters.DateFromToRangeFilter.field_class = DateRangeInYearsField
