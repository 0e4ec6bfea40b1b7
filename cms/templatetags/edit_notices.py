"""Notices above the fields of an edit form."""

from typing import Any

from django import template

from cms.admin.edit_notices import edit_notices as notices_of

register = template.Library()


@register.inclusion_tag("cms/edit_notices.html")
def edit_notices(instance: Any) -> dict[str, Any]:
    """Show what there is to say of a page or a snippet."""
    return {"notices": notices_of(instance)}
