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

# A requested row: its id, and the id of the requested locale (None: the row's own locale).
Wanted = tuple[int, int | None]


# The columns of the target page that a link depends on.
LINKED: Columns = frozenset({"url_path", "title"})


class UnknownLocaleError(GraphQLError):
    """The site does not have the requested locale. The message is for the client."""

    def __init__(self, message: str) -> None:
        super().__init__(message, extensions={"code": Code.BAD_INPUT})


class OwnLocaleList(list[Any]):
    """Values that keep their own locale, such as the translations of a page."""


class DeliveryContext:
    """The state of one request. Resolvers get it from `delivery_of`."""

    def __init__(
        self,
        request: HttpRequest,
        preview_scope: PreviewScope = NO_PREVIEW,
        *,
        is_snapshot: bool = False,
        is_lazy: bool = False,
    ) -> None:
        """Attach the state to the request.

        `is_snapshot` says that the whole request reads from one database snapshot. The site state
        is read at once or, with `is_lazy`, by `delivery_of`: before any row, so that every later
        change invalidates the cached response.
        """
        self.request = request
        self.preview_scope = preview_scope
        self.is_snapshot = is_snapshot
        self.tracker = DependencyTracker()
        self._site_state: SiteState | None = None
        self._preferred: list[int] = []
        request.delivery = self  # type: ignore[attr-defined]  # the only attribute of ours
        if not is_lazy:
            self.read()

    def read(self) -> None:
        """Read the site state with one query, unless it is read already."""
        if self._site_state is None:
            self._site_state = read_site_state(self.request, self.preview_scope.page_path)
            self.request._wagtail_site = self.site  # type: ignore[attr-defined]  # Wagtail's own cache

    @property
    def has_read(self) -> bool:
        """Return whether anything of the database was read."""
        return self._site_state is not None

    @property
    def site_state(self) -> SiteState:
        """Return the site state, which must have been read before any row."""
        assert self._site_state is not None, "call read() first"
        return self._site_state

    @property
    def site(self) -> Site | None:
        """Return the site of the request, or None if it has none."""
        return self.site_state.site

    @cached_property
    def visibility(self) -> VisibilityPolicy:
        """Return what decides which rows are visible."""
        return VisibilityPolicy(self.site_state, self.preview_scope)

    @property
    def reads_published(self) -> bool:
        """Return whether it reads from one database snapshot, and no draft."""
        return self.is_snapshot and self.preview_scope is NO_PREVIEW

    @property
    def published_state(self) -> SiteState | None:
        """Return the site state if `reads_published`, otherwise None."""
        return self.site_state if self.reads_published else None

    @cached_property
    def locales(self) -> dict[str, Locale]:
        """Return the site's locales by language code, in the order of the settings."""
        codes = [code for code, _name in settings.WAGTAIL_CONTENT_LANGUAGES]
        stored = self.site_state.locales
        return {code: stored[code] for code in codes if code in stored}

    @cached_property
    def locale_codes(self) -> dict[int, str]:
        """Return the site's language codes by locale id."""
        return {locale.pk: code for code, locale in self.locales.items()}

    @cached_property
    def site_roots(self) -> list[SiteRootPath]:
        """Return the root paths of the site, one per language."""
        return [
            root
            for root in self.site_state.roots
            if self.site is not None and root.site_id == self.site.pk
        ]

    def locale(self, code: str | None) -> Locale:
        """Return the locale with this code, or the site's first locale for None.

        Raises UnknownLocaleError (BAD_USER_INPUT), which lists the known codes.
        """
        if code is None:
            code = next(iter(self.locales))
        if code not in self.locales:
            codes = ", ".join(self.locales)
            raise UnknownLocaleError(f"Unknown locale {code!r}. This site has: {codes}.")
        return self.locales[code]

    def prefer(self, codes: Iterable[str]) -> None:
        """Use these locales as the first fallbacks of every locale."""
        self._preferred += [self.locale(code).pk for code in codes]

    def locale_chain(self, locale_id: int) -> list[int]:
        """Return the fallback chain of a locale, as locale ids.

        The locale itself comes first, then those given to `prefer`, then all others of the site.
        """
        others = (item.pk for item in self.locales.values())
        return list(dict.fromkeys([locale_id, *self._preferred, *others]))

    def text(self, texts: Mapping[str, str], locale_id: int | None) -> str:
        """Return the first text that is not empty along the locale's fallback chain, or "".

        `texts` are by language code. Hidden locales are skipped. Without a locale id the chain
        begins with the site's first locale.
        """
        chain = self.locale_chain(self.locale(None).pk if locale_id is None else locale_id)
        visible = (pk for pk in chain if pk in self.visibility.locale_ids)
        candidates = (texts.get(self.locale_codes.get(pk, "")) for pk in visible)
        return next((text for text in candidates if text), "")

    # --- The visible version of rows ---------------------------------------------------------

    def localised(self, items: Iterable[Any], locale_id: int | None) -> list[Any]:
        """Return the visible version of each item in the locale, in the same order.

        Falls back along the locale chain. An item without a visible version becomes None. Costs at
        most one query per model.
        """
        instances = list(items)
        chosen: dict[int, Any] = {}
        others: dict[type[models.Model], list[int]] = defaultdict(list)
        for position, instance in enumerate(instances):
            if (
                _is_translatable(instance)
                and locale_id is not None
                and instance.locale_id != locale_id
            ):
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
        """Return the visible versions of rows by (id, locale id); hidden ones are None.

        Costs one query. The rows are instances of `model`, not of a page's specific type.
        """
        requested = set(wanted)
        ids = {pk for pk, _locale in requested}
        if not ids:
            return {}
        # The selection decides which other columns are read; only links are recorded here.
        columns: Columns = None
        if issubclass(model, TranslatableMixin):
            columns = LINKED if issubclass(model, Page) else EXISTENCE
        for pk in ids:
            self.tracker.row(model, pk)
        rows = model._default_manager.all()
        if issubclass(model, CollectionMember) and self.visibility.private_collection_paths:
            rows = rows.select_related("collection")
        if not issubclass(model, TranslatableMixin):
            by_pk = {row.pk: row for row in rows.filter(pk__in=ids) if self.visibility.allows(row)}
            self.tracker.rows(by_pk.values(), columns)
            return {
                (pk, locale): bind_locale(by_pk[pk], locale) if pk in by_pk else None
                for pk, locale in requested
            }
        chains = {
            locale: [] if locale is None else self.locale_chain(locale) for _pk, locale in requested
        }
        rule = Q(pk__in=ids)
        if locale_ids := {pk for chain in chains.values() for pk in chain}:
            keys = model._default_manager.filter(pk__in=ids).order_by().values("translation_key")
            rule |= Q(translation_key__in=keys, locale_id__in=locale_ids)
        by_id: dict[int, Any] = {row.pk: row for row in rows.filter(rule)}
        visible = {pk: row for pk, row in by_id.items() if self.visibility.allows(row)}
        self.tracker.rows(visible[pk] for pk in ids & visible.keys())
        versions = _VersionsByLocale(visible.values())
        results: dict[Wanted, Any] = {}
        for pk, locale in requested:
            row = by_id.get(pk)
            if row is None:
                results[pk, locale] = None
            elif locale is None or row.locale_id == locale:
                results[pk, locale] = visible.get(pk)
            else:
                results[pk, locale] = versions.best(row.translation_key, chains[locale])
        self.tracker.rows(results.values(), columns)
        return results

    def _is_visible(self, instance: models.Model) -> bool:
        """Return whether the instance is visible, and record the dependency."""
        is_visible = self.visibility.allows(instance)
        if is_visible:
            self.tracker.rows([instance])
        else:
            self.tracker.row(type(instance), instance.pk)
        return is_visible

    def specific(
        self, pages: Iterable[Page | None], whole: AbstractSet[type[Page]]
    ) -> list[Page | None]:
        """Return each page as an instance of its specific type, in the same order.

        The pages of the types in `whole` are loaded completely, with one query per type. Those of
        other types load their specific fields lazily.
        """
        listed = list(pages)
        by_model: dict[type[Page], list[int]] = defaultdict(list)
        specific: dict[int, Page] = {}
        for page in listed:
            if page is None or type(page) is not Page:
                continue
            if page.specific_class in whole:
                by_model[page.specific_class].append(page.pk)
            else:
                specific[page.pk] = page.specific_deferred
        for model, ids in by_model.items():
            specific |= {row.pk: row for row in model._default_manager.filter(pk__in=ids)}
        return [
            specific.get(page.pk, page) if page is not None and type(page) is Page else page
            for page in listed
        ]


class _VersionsByLocale:
    """Visible rows by translation key and locale id."""

    def __init__(self, rows: Iterable[Any]) -> None:
        self._rows: dict[Any, dict[int, Any]] = defaultdict(dict)
        for row in rows:
            self._rows[row.translation_key][row.locale_id] = row

    def best(self, key: Any, chain: Iterable[int]) -> Any:
        """Return the version in the first locale of the chain that has one, or None."""
        versions = self._rows.get(key, {})
        return next((versions[pk] for pk in chain if pk in versions), None)


def delivery_of(info: GraphQLResolveInfo) -> DeliveryContext:
    """Return the delivery context of the request."""
    delivery: DeliveryContext = info.context.delivery
    delivery.read()
    return delivery


def bind_locale(row: Any, locale_id: int | None) -> Any:
    """Return the row bound to a locale; its relations are then resolved in that locale.

    A row of a translatable model keeps its own locale. If the instance is already bound to another
    locale, the result is a copy: the first binding stays untouched.
    """
    if _is_translatable(row):
        return row
    if row.__dict__.get("locale_id", locale_id) != locale_id:
        row = copy(row)
        row.__dict__.pop("_delivered", None)
    row.locale_id = locale_id
    return row


def _is_translatable(instance: Any) -> bool:
    return isinstance(instance, TranslatableMixin)


def _root_model(instance: models.Model) -> type[models.Model]:
    return Page if isinstance(instance, Page) else type(instance)
