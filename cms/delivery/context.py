"""The state of one request: its site, what is visible, and the version of a row in a locale."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from copy import copy
from functools import cached_property
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.http import HttpRequest
from graphql import GraphQLError, GraphQLResolveInfo
from wagtail.models import CollectionMember, Locale, Page, Site, TranslatableMixin
from wagtail.models.sites import SiteRootPath

from cms.delivery.dependencies import EXISTENCE, Columns, DependencyTracker
from cms.delivery.preview_scope import NO_PREVIEW, PreviewScope
from cms.delivery.refusals import Code
from cms.delivery.site_state import SiteState, read_site_state
from cms.delivery.visibility import VisibilityPolicy

# A row asked for: its id, and the language in which it is wanted (None: as it is).
Wanted = tuple[int, int | None]


# What a link says of the page that it leads to.
LINKED: Columns = frozenset({"url_path", "title"})


class UnknownLocaleError(GraphQLError):
    """A locale that the site does not have; its message is meant for the client."""

    def __init__(self, message: str) -> None:
        super().__init__(message, extensions={"code": Code.BAD_INPUT})


class OwnLocaleList(list[Any]):
    """Values that are delivered in their own locale, such as the translations of a page."""


class DeliveryContext:
    """The state of one request; resolvers find it by `delivery_of`."""

    def __init__(self, request: HttpRequest) -> None:
        self.request = request
        preview_scope: PreviewScope = getattr(request, "preview_scope", NO_PREVIEW)
        self.site_state = read_site_state(request, preview_scope.page_path)
        self.site: Site | None = self.site_state.site
        self.visibility = VisibilityPolicy(self.site_state, preview_scope)
        self.tracker = DependencyTracker()
        # Whether all is read from one snapshot, in which no draft was written.
        self.reads_published = preview_scope is NO_PREVIEW and getattr(
            request, "is_snapshot", False
        )
        self._preferred: list[int] = []
        request._wagtail_site = self.site  # type: ignore[attr-defined]  # Wagtail's own cache
        # What addresses are made of (cms.addresses), so that they cost no query.
        request._cms_site_roots = self.site_state.roots  # type: ignore[attr-defined]  # a cache
        request._cms_frontend_origins = self.site_state.frontend_origins  # type: ignore[attr-defined]  # a cache

    @property
    def published_state(self) -> SiteState | None:
        """Return the site state when all is read from one snapshot without drafts, else None."""
        return self.site_state if self.reads_published else None

    @cached_property
    def locales(self) -> dict[str, Locale]:
        """Return the site's languages by code, in the order of the settings."""
        codes = [code for code, _name in settings.WAGTAIL_CONTENT_LANGUAGES]
        found = self.site_state.locales
        return {code: found[code] for code in codes if code in found}

    @cached_property
    def locale_codes(self) -> dict[int, str]:
        """Return the codes of the site's languages by their ids."""
        return {locale.pk: code for code, locale in self.locales.items()}

    @cached_property
    def site_roots(self) -> list[SiteRootPath]:
        """Return where the site's trees begin, one a language."""
        return [
            root
            for root in self.site_state.roots
            if self.site is not None and root.site_id == self.site.pk
        ]

    def locale(self, code: str | None) -> Locale:
        """Return the language asked for, the site's first one when none is.

        Raises a GraphQLError (BAD_USER_INPUT) that lists the languages for an unknown code.
        """
        if code is None:
            code = next(iter(self.locales))
        if code not in self.locales:
            known = ", ".join(self.locales)
            raise UnknownLocaleError(f"Unknown locale {code!r}. This site has: {known}.")
        return self.locales[code]

    def prefer(self, codes: Iterable[str]) -> None:
        """Have what is missing in a language looked for in these ones first."""
        self._preferred += [self.locale(code).pk for code in codes]

    def locale_chain(self, locale_id: int) -> list[int]:
        """Return the languages to look in, best first.

        The one wanted comes first, then those that the query prefers, then the site's first one.
        """
        others = (item.pk for item in self.locales.values())
        return list(dict.fromkeys([locale_id, *self._preferred, *others]))

    def text(self, texts: Mapping[str, str], locale_id: int | None) -> str:
        """Return the text in the first language of the chain that has one, or an empty one.

        The texts are by language code; one in a hidden language is ignored. Without a language
        the site's first one is wanted.
        """
        chain = self.locale_chain(self.locale(None).pk if locale_id is None else locale_id)
        seen = (pk for pk in chain if pk in self.visibility.locale_ids)
        spoken = (texts.get(self.locale_codes.get(pk, "")) for pk in seen)
        return next((text for text in spoken if text), "")

    # --- The visible version of rows ---------------------------------------------------------

    def localised(self, items: Iterable[Any], locale_id: int | None) -> list[Any]:
        """Return the visible version of each item in the language, in the same order.

        Where a translation is missing or hidden the chain's next language serves; an item of which
        no version is visible is None. Costs one query a model, none where nothing is to be found.
        """
        instances = list(items)
        chosen: dict[int, Any] = {}
        others: dict[type[models.Model], list[int]] = defaultdict(list)
        for position, instance in enumerate(instances):
            if _speaks(instance) and locale_id is not None and instance.locale_id != locale_id:
                others[_root_model(instance)].append(position)
            elif instance is not None and self._is_visible(instance):
                chosen[position] = instance
        for model, positions in others.items():
            assert locale_id is not None
            for at in positions:
                self._is_visible(instances[at])
            rule = Q(translation_key__in={instances[at].translation_key for at in positions})
            chain = self.locale_chain(locale_id)
            rows = model._default_manager.filter(rule, locale_id__in=chain)
            versions = _VersionsByLocale(row for row in rows if self.visibility.allows(row))
            for at in positions:
                chosen[at] = versions.best(instances[at].translation_key, chain)
            self.tracker.rows(chosen[at] for at in positions)
        return [chosen.get(position) for position in range(len(instances))]

    def fetch(self, model: type[models.Model], wanted: Iterable[Wanted]) -> dict[Wanted, Any]:
        """Return the visible version of rows by (id, language); hidden ones are None.

        One query for all; pages come with their own type's fields left to be loaded.
        """
        asked = set(wanted)
        ids = {pk for pk, _locale in asked}
        if not ids:
            return {}
        # What follows reads the rest by their selections, but for what links say.
        columns: Columns = None
        if issubclass(model, TranslatableMixin):
            columns = LINKED if issubclass(model, Page) else EXISTENCE
        for pk in ids:
            self.tracker.row(model, pk)
        rows = model._default_manager.all()
        if issubclass(model, CollectionMember) and self.visibility.private_collection_paths:
            rows = rows.select_related("collection")
        if not issubclass(model, TranslatableMixin):
            shown = {row.pk: row for row in rows.filter(pk__in=ids) if self.visibility.allows(row)}
            self.tracker.rows(shown.values(), columns)
            return {
                (pk, locale): bind_locale(shown[pk], locale) if pk in shown else None
                for pk, locale in asked
            }
        chains = {
            locale: [] if locale is None else self.locale_chain(locale) for _pk, locale in asked
        }
        rule = Q(pk__in=ids)
        if spoken := {pk for chain in chains.values() for pk in chain}:
            keys = model._default_manager.filter(pk__in=ids).order_by().values("translation_key")
            rule |= Q(translation_key__in=keys, locale_id__in=spoken)
        by_id: dict[int, Any] = {row.pk: row for row in rows.filter(rule)}
        visible = {pk: row for pk, row in by_id.items() if self.visibility.allows(row)}
        self.tracker.rows(visible[pk] for pk in ids & visible.keys())
        versions = _VersionsByLocale(visible.values())
        found: dict[Wanted, Any] = {}
        for pk, locale in asked:
            row = by_id.get(pk)
            if row is None:
                found[pk, locale] = None
            elif locale is None or row.locale_id == locale:
                found[pk, locale] = visible.get(pk)
            else:
                found[pk, locale] = versions.best(row.translation_key, chains[locale])
        self.tracker.rows(found.values(), columns)
        return found

    def _is_visible(self, instance: models.Model) -> bool:
        """Decide whether an instance is visible, and note that the answer depends on it."""
        is_visible = self.visibility.allows(instance)
        if is_visible:
            self.tracker.rows([instance])
        else:
            self.tracker.row(type(instance), instance.pk)
        return is_visible

    def specific(
        self, pages: Iterable[Page | None], whole: AbstractSet[type[Page]]
    ) -> list[Page | None]:
        """Return each page as its own type, in the same order.

        A page of a `whole` type has that type's fields, at one query a type; those of another type
        are loaded when they are read, and nothing is asked now.
        """
        listed = list(pages)
        by_model: dict[type[Page], list[int]] = defaultdict(list)
        found: dict[int, Page] = {}
        for page in listed:
            if page is None or type(page) is not Page:
                continue
            if page.specific_class in whole:
                by_model[page.specific_class].append(page.pk)
            else:
                found[page.pk] = page.specific_deferred
        for model, ids in by_model.items():
            found |= {row.pk: row for row in model._default_manager.filter(pk__in=ids)}
        return [
            found.get(page.pk, page) if page is not None and type(page) is Page else page
            for page in listed
        ]


class _VersionsByLocale:
    """Visible rows by translation key and language."""

    def __init__(self, rows: Iterable[Any]) -> None:
        self._rows: dict[Any, dict[int, Any]] = defaultdict(dict)
        for row in rows:
            self._rows[row.translation_key][row.locale_id] = row

    def best(self, key: Any, chain: Iterable[int]) -> Any:
        """Return the version in the chain's first language that has one, else None."""
        versions = self._rows.get(key, {})
        return next((versions[pk] for pk in chain if pk in versions), None)


def delivery_of(info: GraphQLResolveInfo) -> DeliveryContext:
    """Return the request's delivery, made at its first use."""
    request = info.context
    if not hasattr(request, "delivery"):
        request.delivery = DeliveryContext(request)
    delivery: DeliveryContext = request.delivery
    return delivery


def bind_locale(row: Any, locale_id: int | None) -> Any:
    """Return the row bound to a locale; its relations are then resolved in that locale.

    A row of a translatable model keeps its own locale. If the instance is already bound to another
    locale, a copy is returned, so that the first binding is left untouched.
    """
    if _speaks(row):
        return row
    if row.__dict__.get("locale_id", locale_id) != locale_id:
        row = copy(row)
        row.__dict__.pop("_delivered", None)
    row.locale_id = locale_id
    return row


def _speaks(instance: Any) -> bool:
    return isinstance(instance, TranslatableMixin)


def _root_model(instance: models.Model) -> type[models.Model]:
    return Page if isinstance(instance, Page) else type(instance)
