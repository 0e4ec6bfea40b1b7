"""Which rows a bulk action names: others are answered like missing ones.

Wagtail lists the rows on which somebody may not act under their names, whoever asks.
"""

from collections.abc import Callable, Iterable
from typing import Any

from django.http import Http404
from wagtail.admin.views.bulk_action import BulkAction
from wagtail.admin.views.pages.bulk_actions import MoveBulkAction
from wagtail.models import Page, TranslatableMixin
from wagtail.snippets.models import get_snippet_models

from cms.admin.readable_rows import readable_pages
from cms.media.admin_access import visible_files
from cms.models import User
from cms.translation.permissions import SourceAccess, languages_of

Rows = tuple[list[Any], dict[str, Any]]


def name_readable_rows() -> None:
    """Have all bulk actions leave out the rows that the person may not see."""
    BulkAction.get_actionable_objects = _without_foreign_rows(BulkAction.get_actionable_objects)


class MoveReadablePages(MoveBulkAction):
    """Moves pages to a page that the person may read; Wagtail says the title of any other."""

    def get_form(self, form_class: Any = None) -> Any:
        """Return the form that takes these pages."""
        form = super().get_form(form_class)
        form.fields["chooser"].queryset = readable_pages(self.request.user)
        return form


def _without_foreign_rows(find: Callable[[Any], Rows]) -> Callable[[Any], Rows]:
    def get_actionable_objects(action: Any) -> Rows:
        rows, others = find(action)
        user, model = action.request.user, action.model
        refused = others["items_with_no_access"]
        if model in get_snippet_models() and issubclass(model, TranslatableMixin):
            # Wagtail asks for a right that holds of the model, whatever the language.
            languages = languages_of(user)
            refused = [*refused, *(row for row in rows if row.locale_id not in languages)]
            rows = [row for row in rows if row.locale_id in languages]
        others["items_with_no_access"] = _readable(user, model, refused)
        if not rows and not others["items_with_no_access"]:
            raise Http404
        return rows, others

    return get_actionable_objects


def _readable(user: Any, model: Any, rows: list[Any]) -> list[Any]:
    """Return the rows that somebody may see in the admin, in as many queries for one as for all."""
    if not rows or model is User:  # accounts open to nobody without a right on all of them
        return rows
    if model is Page:
        return _kept(rows, readable_pages(user))
    if model in get_snippet_models():
        return _kept(rows, model.objects.filter(SourceAccess(user).readable_snippets(model)))
    return _kept(rows, visible_files(user, model))


def _kept(rows: Iterable[Any], visible: Any) -> list[Any]:
    keys = set(visible.filter(pk__in=[row.pk for row in rows]).values_list("pk", flat=True))
    return [row for row in rows if row.pk in keys]
