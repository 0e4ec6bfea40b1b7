"""Notices above the fields of an edit form."""

from typing import Any

from django import template

from cms.admin.edit_notices import edit_notices

register = template.Library()


@register.inclusion_tag("cms/edit_notices.html", name="edit_notices")
def show_edit_notices(instance: Any) -> dict[str, Any]:
    """Show the notices of a page or a snippet."""
    return {"notices": edit_notices(instance)}
