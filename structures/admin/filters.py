"""What all lists of sheets are filtered by."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet


class ByLanguage(WagtailFilterSet):
    """Wagtail's filters, of which the language's is called "Région" in its French."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Give the filter by language its name; a site of one language has none."""
        super().__init__(*args, **kwargs)
        if "locale" in self.filters:
            self.filters["locale"].label = _("Langue")
