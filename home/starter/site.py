"""Loads the languages, the default site, its settings and its menus."""

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from wagtail.log_actions import log
from wagtail.models import Collection, Locale, Page, Site

from cms.models import BasePage, Menu, MenuItem, SiteSettings
from home.starter import files

ASSOCIATION_FIELDS = ("association_name", "publication_director", "email", "phone")
HOST_FIELDS = ("host_name", "host_address", "host_phone")


def load_locales() -> dict[str, Locale]:
    """Return the locales of the content by language code; the source language comes first."""
    return {
        code: Locale.objects.get_or_create(language_code=code)[0]
        for code, _name in settings.WAGTAIL_CONTENT_LANGUAGES
        if code in files.LANGUAGES
    }


def name_roots() -> None:
    """Translate the names of the root page and the root collection, which the admin displays."""
    Page.objects.filter(depth=1, title="Root").update(title="Racine", draft_title="Racine")
    Collection.objects.filter(depth=1, name="Root").update(name="Racine")


def clear_welcome_page() -> None:
    """Delete the welcome page that Wagtail's migrations create, if it is unused."""
    for page in Page.objects.filter(depth=2, slug="home"):
        if page.specific_class is Page and page.get_children_count() == 0:
            Site.objects.filter(root_page=page).delete()
            page.delete()


def load_site(home: BasePage) -> Site:
    """Return the default site with its settings, creating both if necessary."""
    site = Site.objects.filter(is_default_site=True).first()
    if site is None:
        site = Site.objects.create(
            hostname="localhost",
            port=8000,
            site_name=files.table("site")["association_name"],
            root_page=home,
            is_default_site=True,
        )
    if not SiteSettings.objects.filter(site=site).exists():
        data = files.table("site")
        values = {name: data[name] for name in (*ASSOCIATION_FIELDS, *HOST_FIELDS)}
        taglines = {code: data[code]["tagline"] for code in files.LANGUAGES}
        SiteSettings.objects.create(
            site=site, postal_address=data["address"], tagline=taglines, **values
        )
    return site


def load_menus(locales: dict[str, Locale], pages: Mapping[tuple[str, str], BasePage]) -> None:
    """Create missing menus in every language."""
    for row in files.table("site")["menu"]:
        translation_key = None
        for language, locale in locales.items():
            menu = Menu.objects.filter(handle=row["handle"], locale=locale).first()
            if menu is None:
                menu = Menu(handle=row["handle"], locale=locale)
                if translation_key is not None:
                    menu.translation_key = translation_key
                menu.items = [
                    _item(position, item, language, pages)
                    for position, item in enumerate(row["items"])
                ]
                menu.save()
                log(instance=menu, action="wagtail.create", content_changed=True)
            translation_key = menu.translation_key


def _item(
    position: int,
    row: dict[str, Any],
    language: str,
    pages: Mapping[tuple[str, str], BasePage],
) -> MenuItem:
    return MenuItem(
        sort_order=position,
        page=pages[row["page"], language],
        label=row[language],
        with_children=row["with_children"],
    )
