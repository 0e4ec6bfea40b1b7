"""Which snippets the choosers name, and to which snippets the admin links.

Wagtail names every row of a model to whoever may choose one, and links to each row of a model that
somebody may change, whatever its language. Here a user sees the rows that are public, and those
that they may change.
"""

from collections.abc import Callable
from typing import Any

from django.db.models import QuerySet
from wagtail.models import TranslatableMixin
from wagtail.snippets.models import SnippetAdminURLFinder
from wagtail.snippets.views.chooser import (
    BaseSnippetChooseView,
    SnippetChosenMultipleView,
    SnippetChosenView,
)

from cms.translation.permissions import SourceAccess, languages_of


def hide_foreign_snippets() -> None:
    """Have choosers name, and the admin link to, what the person may read or change."""
    BaseSnippetChooseView.get_object_list = _readable
    SnippetChosenView.get_object = lambda view, pk: _readable(view).get(pk=pk)
    SnippetChosenMultipleView.get_objects = lambda view, pks: _readable(view).filter(pk__in=pks)
    SnippetAdminURLFinder.__init__ = _remember_user(SnippetAdminURLFinder.__init__)
    SnippetAdminURLFinder.get_edit_url = _in_own_languages(SnippetAdminURLFinder.get_edit_url)


def _readable(view: Any) -> QuerySet[Any]:
    model = view.model_class
    rows: QuerySet[Any] = model.objects.filter(
        SourceAccess(view.request.user).readable_snippets(model)
    )
    return rows


def _remember_user(make: Callable[..., None]) -> Callable[..., None]:
    def init(finder: Any, user: Any = None) -> None:
        make(finder, user)
        finder.user = user

    return init


def _in_own_languages(find: Callable[..., str | None]) -> Callable[..., str | None]:
    def get_edit_url(finder: Any, instance: Any) -> str | None:
        is_translated = isinstance(instance, TranslatableMixin)
        if finder.user and is_translated and instance.locale_id not in languages_of(finder.user):
            return None
        return find(finder, instance)

    return get_edit_url
