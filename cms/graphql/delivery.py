"""What one request delivers: its site, its wall, and the version of a thing in a language."""

from collections import defaultdict
from collections.abc import Iterable
from functools import cached_property
from typing import Any

from django.conf import settings
from django.db import models
from django.http import HttpRequest
from graphql import GraphQLError, GraphQLResolveInfo
from wagtail.models import Locale, Page, Site, TranslatableMixin
from wagtail.models.sites import SiteRootPath

from cms.graphql.wall import Wall


class KeepLanguage(list[Any]):
    """Things that cross the gate in their own language, such as the translations of a page."""


class Delivery:
    """The state of one request; resolvers find it as `info.context.delivery`."""

    def __init__(self, request: HttpRequest) -> None:
        self.request = request
        self.site: Site | None = Site.find_for_request(request)
        self.wall = Wall(self.site)

    @cached_property
    def locales(self) -> dict[str, Locale]:
        """Return the site's languages by code, in the order of the settings."""
        codes = [code for code, _name in settings.WAGTAIL_CONTENT_LANGUAGES]
        found = {locale.language_code: locale for locale in Locale.objects.all()}
        return {code: found[code] for code in codes if code in found}

    @cached_property
    def site_roots(self) -> list[SiteRootPath]:
        """Return where the site's trees begin, one a language."""
        roots = Site.get_site_root_paths()
        return [root for root in roots if self.site and root.site_id == self.site.pk]

    def locale(self, code: str | None) -> Locale:
        """Return the language asked for, the site's first one when none is.

        Raises a GraphQLError (BAD_USER_INPUT) that lists the languages for an unknown code.
        """
        if code is None:
            code = next(iter(self.locales))
        if code not in self.locales:
            known = ", ".join(self.locales)
            raise bad_input(f"Unknown locale {code!r}. This site has: {known}.")
        return self.locales[code]

    def locale_chain(self, locale_id: int) -> list[int]:
        """Return the languages to look in, best first: the one wanted, then the site's first."""
        return list(dict.fromkeys([locale_id, *(item.pk for item in self.locales.values())]))

    def localised(self, items: Iterable[Any], locale_id: int | None) -> list[Any]:
        """Return the visible version of each item in the language, in the same order.

        Where a translation is missing or hidden the chain's next language serves; an item of which
        no version is visible is None. Costs one query a model, none where nothing is to be found.
        """
        instances = list(items)
        chosen: dict[int, Any] = {}
        wanted: dict[type[models.Model], list[int]] = defaultdict(list)
        for position, instance in enumerate(instances):
            if (
                locale_id is not None
                and isinstance(instance, TranslatableMixin)
                and instance.locale_id != locale_id
            ):
                wanted[_root_model(instance)].append(position)
            elif instance is not None and self.wall.shows(instance):
                chosen[position] = instance
        for model, positions in wanted.items():
            chosen |= self._translations(model, instances, positions, locale_id)
        return [chosen.get(position) for position in range(len(instances))]

    def _translations(
        self,
        model: type[models.Model],
        instances: list[Any],
        positions: list[int],
        locale_id: int | None,
    ) -> dict[int, Any]:
        assert locale_id is not None
        chain = self.locale_chain(locale_id)
        keys = {instances[position].translation_key for position in positions}
        rows = model._default_manager.filter(
            self.wall.rule(model), translation_key__in=keys, locale_id__in=chain
        )
        versions: dict[Any, dict[int, Any]] = defaultdict(dict)
        for row in rows:
            versions[row.translation_key][row.locale_id] = row  # type: ignore[attr-defined]
        found = {}
        for position in positions:
            by_locale = versions[instances[position].translation_key]
            version = next((by_locale[pk] for pk in chain if pk in by_locale), None)
            if version is not None:
                found[position] = version
        return found

    def specific(self, pages: Iterable[Page | None]) -> list[Page | None]:
        """Return each page as its own type, in the same order: one query a type."""
        listed = list(pages)
        plain = [page.pk for page in listed if page is not None and type(page) is Page]
        if not plain:
            return listed
        found = {page.pk: page for page in Page.objects.filter(pk__in=plain).specific()}
        return [None if page is None else found.get(page.pk, page) for page in listed]


def delivery_of(info: GraphQLResolveInfo) -> Delivery:
    """Return the request's delivery, made at its first use."""
    request = info.context
    if not hasattr(request, "delivery"):
        request.delivery = Delivery(request)
    delivery: Delivery = request.delivery
    return delivery


def bad_input(message: str) -> GraphQLError:
    """Return an error for a value that the client can mend."""
    return GraphQLError(message, extensions={"code": "BAD_USER_INPUT"})


def _root_model(instance: models.Model) -> type[models.Model]:
    return Page if isinstance(instance, Page) else type(instance)
