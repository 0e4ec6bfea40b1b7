"""Which pages the page chooser and the reports of the admin name.

Wagtail names every page to every user of the admin. Here a user sees the pages that they may edit,
and the public pages by their published titles.
"""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.chooser import (
    BrowseView,
    ChosenMultipleView,
    PageTitleColumn,
    ParentPageColumn,
    SearchView,
)
from wagtail.admin.views.reports.page_types_usage import PageTypesUsageReportView
from wagtail.models import Page
from wagtail.permissions import page_permission_policy

from cms.admin.readable_rows import EDITING, readable_pages


def keep_readable_pages(pages: QuerySet[Page], request: HttpRequest) -> QuerySet[Page]:
    """Return those of the chooser's pages that the person may read."""
    return pages.filter(pk__in=readable_pages(request.user).values("pk"))


def refuse_unallowed_move(request: HttpRequest, page: Page, destination: Page) -> None:
    """Raise PermissionDenied unless the user may move the page and read the destination.

    The page that asks for confirmation names the destination by the title that the user may read.
    """
    user = request.user
    is_readable = readable_pages(user).filter(pk=destination.pk).exists()
    if not (is_readable and page.permissions_for_user(user).can_move()):
        raise PermissionDenied
    with_known_title(user, destination)


def with_known_title(user: Any, page: Page) -> Page:
    """Return the page; its draft title becomes the published one if the user may not edit it."""
    if not page_permission_policy.user_has_any_permission_for_instance(user, EDITING, page):
        page.draft_title = page.title
    return page


class KnownTitleColumn(PageTitleColumn):
    """The title that the person may read; the cell's template shows the page's own."""

    def __init__(self, column: PageTitleColumn, user: Any) -> None:
        """Take the column that this one replaces."""
        super().__init__(
            column.name, label=column.label, is_multiple_choice=column.is_multiple_choice
        )
        self.user = user

    def get_value(self, instance: Page) -> str:
        """Return the title."""
        title: str = super().get_value(with_known_title(self.user, instance))
        return title


class KnownParentColumn(ParentPageColumn):
    """The page above, where the person may read it."""

    def __init__(self, column: ParentPageColumn, user: Any) -> None:
        """Take the column that this one replaces."""
        super().__init__(column.name, label=column.label)
        self.user = user

    def get_value(self, instance: Page) -> Page | None:
        """Return the page above, or None."""
        parent: Page = super().get_value(instance)
        if not readable_pages(self.user).filter(pk=parent.pk).exists():
            return None
        return with_known_title(self.user, parent)


class KnownColumnsMixin:
    """Shows of each page what the person may read."""

    request: HttpRequest

    @property
    def columns(self) -> list[Column]:
        """Return the columns, those of titles replaced."""
        replaced = {PageTitleColumn: KnownTitleColumn, ParentPageColumn: KnownParentColumn}
        return [
            replaced[type(column)](column, self.request.user)
            if type(column) in replaced
            else column
            for column in super().columns  # type: ignore[misc]  # of the view
        ]


class BrowseReadableView(KnownColumnsMixin, BrowseView):
    """Browses the pages that the person may read."""

    parent_page: Page

    def get_object_list(self) -> QuerySet[Page]:
        """Return the pages below the parent; below the root where that is not to be named."""
        if not readable_pages(self.request.user).filter(pk=self.parent_page.pk).exists():
            self.parent_page = Page.get_first_root_node()
        pages: QuerySet[Page] = super().get_object_list()
        return pages


class SearchReadableView(KnownColumnsMixin, SearchView):
    """Searches the pages that the person may read."""


class ChosenReadableView(ChosenMultipleView):
    """Names the pages that were chosen, those that the person may read."""

    def render_chosen_response(self, result: list[dict[str, Any]]) -> HttpResponse:
        """Return the chosen pages to the form."""
        user = self.request.user
        pages = readable_pages(user).in_bulk([row["id"] for row in result])
        titles = {
            key: with_known_title(user, page).get_admin_display_title()
            for key, page in pages.items()
        }
        known = [row | {"adminTitle": titles[row["id"]]} for row in result if row["id"] in titles]
        response: HttpResponse = super().render_chosen_response(known)
        return response


class ReadablePageTypesView(PageTypesUsageReportView):
    """Counts the pages of each type, and names the last edited one to who may edit it."""

    def decorate_paginated_queryset(self, page_types: Any) -> Any:
        """Leave out pages that the person may not edit."""
        for item in super().decorate_paginated_queryset(page_types):
            page = item.last_edited_page
            if page and not page.permissions_for_user(self.request.user).can_edit():
                item.last_edited_page = None
        return page_types
