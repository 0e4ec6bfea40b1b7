"""Chosen rows in the admin's views of a draft."""

from typing import Any

from django import template

from cms.admin.readable_rows import is_readable

register = template.Library()


@register.filter
def if_readable(instance: Any) -> Any:
    """Return a row, None where the person who looks at the draft may not read it."""
    return instance if instance and is_readable(instance) else None
