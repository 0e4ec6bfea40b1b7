"""Whose languages are whose: who may change the pages of a language may change its snippets.

Wagtail's right to change a snippet is of a model, whatever the language. Here it holds in those
languages alone whose home page, or a page above it, somebody may change.
"""

from functools import cached_property
from typing import Any

from django.db.models import Q
from wagtail.models import DraftStateMixin, Locale, Page, TranslatableMixin
from wagtail.permissions import page_permission_policy


def languages_of(user: Any) -> set[int]:
    """Return the ids of the languages whose snippets somebody may work on."""
    if not user.is_active:
        return set()
    if user.is_superuser:
        return set(Locale.objects.values_list("pk", flat=True))
    pages = [
        right.page
        for right in page_permission_policy.get_cached_permissions_for_user(user)
        if right.permission.codename == "change_page"
    ]
    if any(page.depth == 1 for page in pages):
        return set(Locale.objects.values_list("pk", flat=True))
    return {page.locale_id for page in pages if page.depth == 2}


def has_all_languages(user: Any) -> bool:
    """Return whether somebody may work on the snippets of every language."""
    return languages_of(user) == set(Locale.objects.values_list("pk", flat=True))


def may_change(user: Any, row: Any) -> bool:
    """Return whether somebody may change a page or a snippet, its language considered."""
    return SourceAccess(user).may_change(row)


class SourceAccess:
    """Which pages and snippets a user may read as sources: visible ones, and those she may change.

    The number of queries does not depend on how many rows are asked about.
    """

    def __init__(self, user: Any) -> None:
        """Take a user; None stands for a command, which may read everything."""
        self._user = user

    def allows(self, row: Any) -> bool:
        """Return whether the user may read a row."""
        return self.is_visible(row) or self.may_change(row)

    def is_visible(self, row: Any) -> bool:
        """Return whether everybody may read a row."""
        return self._user is None or bool(self._visibility.allows(row))

    def may_change(self, row: Any) -> bool:
        """Return whether the user may change a row, its language considered."""
        if self._user is None:
            return True
        if isinstance(row, Page):
            return bool(row.permissions_for_user(self._user).can_edit())
        viewset = getattr(type(row), "snippet_viewset", None)
        if viewset is None or row.locale_id not in self._languages:
            return False
        policy = viewset.permission_policy
        return bool(policy.user_has_permission_for_instance(self._user, "change", row))

    def changeable_snippets(self, model: Any) -> Q:
        """Return the condition that the user may change a row of a translatable snippet."""
        if self._may_change_some(model):
            return Q(locale__in=self._languages)
        return Q(pk__in=[])

    def readable_snippets(self, model: Any) -> Q:
        """Return the condition that the user may read a row of a snippet's model.

        It asks fields that the search index has.
        """
        if self._user is None or not issubclass(model, DraftStateMixin):
            return Q()
        visible: Q = self._visibility.snippets(model)
        if not self._may_change_some(model):
            return visible
        if issubclass(model, TranslatableMixin):
            return visible | Q(locale__in=self._languages)
        return Q()

    def _may_change_some(self, model: Any) -> bool:
        policy = model.snippet_viewset.permission_policy
        return bool(policy.user_has_permission(self._user, "change"))

    @cached_property
    def _languages(self) -> set[int]:
        return languages_of(self._user)

    @cached_property
    def _visibility(self) -> Any:
        # Models reach this module by their forms, and visibility imports models.
        from cms.delivery.visibility import visibility_on_all_sites

        return visibility_on_all_sites()
