"""Filters that all lists of sheets share."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet


class LanguageFilterSet(WagtailFilterSet):
    """Wagtail's filter set with a corrected label: its French calls the locale "Région"."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Relabel the locale filter, which exists on multilingual sites only."""
        super().__init__(*args, **kwargs)
        if "locale" in self.filters:
            self.filters["locale"].label = _("Langue")
