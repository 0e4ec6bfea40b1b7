"""Columns of the admin's lists that hold a form."""

from typing import Any

from django.template.context_processors import csrf
from wagtail.admin.ui.tables import Column


class FormColumn(Column):
    """A cell with a form that posts; it carries the CSRF token of the request.

    Wagtail renders cells without context processors: `{% csrf_token %}` is empty in any other cell.
    """

    def get_cell_context_data(self, instance: Any, parent_context: Any) -> dict[str, Any]:
        """Add the token."""
        context: dict[str, Any] = super().get_cell_context_data(instance, parent_context)
        return {**context, **csrf(context["request"])}
