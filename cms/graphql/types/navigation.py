"""The menus of the site. Entries whose page is hidden are omitted."""

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import graphene
from wagtail.models import Page

from cms.addresses import encode_address, frontend_address
from cms.delivery.context import LINKED, DeliveryContext
from cms.graphql.types.interfaces import PageInterface
from cms.models import Menu
from cms.models.menu import MenuHandle


class NavigationEntry(graphene.ObjectType):
    """A menu entry."""

    class Meta:
        description = "A menu entry."

    label = graphene.String(required=True, description="Text of the entry.")
    url = graphene.String(required=True, description="Absolute URL of the target.")
    page = graphene.Field(PageInterface, description="Target page. Null for an external URL.")
    children = graphene.List(
        graphene.NonNull(lambda: NavigationEntry),
        required=True,
        description="Submenu: the page's children, if the editor enabled them. Otherwise an "
        "empty list.",
    )


class Navigation(graphene.ObjectType):
    """The site's menus in one language."""

    class Meta:
        description = "The site's menus in one language."

    locale = graphene.String(required=True, description="Language code of the menus.")
    main = graphene.List(
        graphene.NonNull(NavigationEntry), required=True, description="Entries of the main menu."
    )
    footer = graphene.List(
        graphene.NonNull(NavigationEntry), required=True, description="Entries of the footer menu."
    )


@dataclass
class MenuEntry:
    """A menu entry whose page, if it has one, is visible."""

    label: str
    url: str
    page: Page | None = None
    children: list["MenuEntry"] = field(default_factory=list)

    holds = ("page", "children")


class NavigationMenus:
    """The menus of a locale; a missing menu falls back along the locale chain.

    The number of queries does not depend on the number of entries.
    """

    def __init__(self, delivery: DeliveryContext, locale_id: int) -> None:
        self._delivery = delivery
        self.locale_id = locale_id
        delivery.tracker.listed(Menu, delivery.locale_chain(locale_id))
        self.locale = next(
            code for code, locale in delivery.locales.items() if locale.pk == locale_id
        )

    @property
    def main(self) -> list[MenuEntry]:
        """Return the entries of the main menu."""
        return self._entries[MenuHandle.MAIN]

    @property
    def footer(self) -> list[MenuEntry]:
        """Return the entries of the footer menu."""
        return self._entries[MenuHandle.FOOTER]

    @cached_property
    def _entries(self) -> dict[str, list[MenuEntry]]:
        chain = self._delivery.locale_chain(self.locale_id)
        rows = Menu.objects.filter(self._delivery.visibility.snippets(Menu), locale_id__in=chain)
        rows = rows.prefetch_related("items__page")
        self._delivery.tracker.rows(rows, None)
        menus = sorted(rows, key=lambda menu: chain.index(menu.locale_id))
        best: dict[str, Any] = {}
        for menu in menus:
            best.setdefault(menu.handle, menu)
        items = [item for menu in best.values() for item in menu.items.all()]
        pages = self._pages_of(items)
        children = self._children_of([pages[item.pk] for item in items if item.with_children])
        return {
            handle.value: [
                entry
                for item in (best[handle.value].items.all() if handle.value in best else [])
                if (entry := self._entry(item, pages[item.pk], children)) is not None
            ]
            for handle in MenuHandle
        }

    def _pages_of(self, items: list[Any]) -> dict[int, Page | None]:
        pages = self._delivery.localised([item.page for item in items], self.locale_id)
        self._delivery.tracker.rows(pages, LINKED)
        return {item.pk: page for item, page in zip(items, pages, strict=True)}

    def _children_of(self, parents: list[Page | None]) -> dict[str, list[Page]]:
        """Return, by the parent's tree path, the visible children with `show_in_menus`."""
        tops = [page for page in parents if page is not None]
        by_parent: dict[str, list[Page]] = {page.path: [] for page in tops}
        self._delivery.tracker.children(by_parent)
        if tops:
            below = Page.objects.none()
            for top in tops:
                below = below | Page.objects.child_of(top)
            visible = below.filter(self._delivery.visibility.pages(), show_in_menus=True)
            for page in visible.select_related("locale").order_by("path"):
                by_parent[page.path[: -Page.steplen]].append(page)
                self._delivery.tracker.rows([page], LINKED)
        return by_parent

    def _entry(
        self, item: Any, page: Page | None, children: dict[str, list[Page]]
    ) -> MenuEntry | None:
        if item.page_id is None:
            return MenuEntry(item.label, encode_address(item.external_url))
        if page is None:
            return None
        below = children.get(page.path, []) if item.with_children else []
        return MenuEntry(
            item.label or page.title,
            self._url(page),
            page,
            [MenuEntry(child.title, self._url(child), child) for child in below],
        )

    def _url(self, page: Page) -> str:
        return frontend_address(page, self._delivery.request)
