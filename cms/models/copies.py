"""Copies of a page: what a list leaves out, and what a copy does not get."""

from typing import Any

from django.db.models import F, Q
from wagtail.models import Page, Revision


def without_aliases(prefix: str = "") -> Q:
    """Return the rule that leaves out the aliases of pages in the same language.

    An alias of a page in another language stays: it stands where a translation is missing.
    """
    source = f"{prefix}alias_of"
    return Q(**{source: None}) | ~Q(**{f"{source}__locale": F(f"{prefix}locale")})


def uncopied_fields(page: Page) -> list[Any]:
    """Return the fields with a value that a copy of the page does not get."""
    names = type(page).exclude_fields_in_copy
    fields = [page._meta.get_field(name) for name in names]
    return [field for field in fields if field.value_from_object(page) not in (None, "")]


def clear_uncopied_fields(page: Page) -> list[Any]:
    """Empty these fields of a page that was an alias, and of its version; return them."""
    fields = uncopied_fields(page)
    if not fields:
        return []
    for field in fields:
        setattr(page, field.attname, field.get_default())
    page.save(clean=False)
    # In its place: the version was made a moment ago, of the alias.
    for revision in Revision.objects.filter(pk=page.latest_revision_id):
        values = {field.name: field.get_default() for field in fields}
        revision.content = {**revision.content, **values}
        revision.save(update_fields=["content"])
    return fields
