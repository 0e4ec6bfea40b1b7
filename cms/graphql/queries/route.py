"""The root field `route`: resolves a path to a page, a redirect, gone or not found."""

import re
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from functools import cached_property
from typing import Any
from urllib.parse import unquote

import graphene
from django.db.models import F, Q
from graphql import GraphQLResolveInfo
from wagtail.contrib.redirects.models import Redirect as RedirectModel
from wagtail.models import Page

from cms.addresses import (
    encode_address,
    encode_path,
    frontend_address,
    frontend_location,
)
from cms.delivery.context import LINKED, DeliveryContext, delivery_of
from cms.delivery.dependencies import Columns
from cms.graphql.loaders.translations import FOLLOWED, source_changes
from cms.graphql.queries.sites import Alternate, alternates_of, home_paths, published_pages
from cms.graphql.types.interfaces import PageInterface
from cms.graphql_fields import is_outdated, source_changed_at
from cms.redirects import normalise_path
from cms.text.unicode_forms import normalize
from cms.tracking import without_tracking

MAX_LENGTH = 2000
# Control characters and unpaired surrogates: invalid in URLs, and refused by databases.
UNREADABLE = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff]")

# The columns that breadcrumbs and alternates depend on.
RELATED: Columns = frozenset({"url_path", "title"})
REQUESTED = (
    "Language of the path. If the path has none: the first of `locales`, or else the site's "
    "first language."
)


class FallbackReason(Enum):
    """Why the content is in another language than the path."""

    TRANSLATION_MISSING = "The page is not translated into the language of the path."


FallbackReasonType = graphene.Enum.from_enum(
    FallbackReason, description=lambda reason: reason.value if reason else FallbackReason.__doc__
)


# --- Parsing a path ------------------------------------------------------------------------------


@dataclass(frozen=True)
class Address:
    """A parsed path of the front end.

    - `path`: with one leading slash, without double slashes, with its query string (only redirects
      use it).
    - `language`: the code of a language of the site, or None.
    - `below`: the slugs below the home page, such as "a-propos/equipe/"; None if the path can't be
      that of a page.
    """

    path: str
    language: str | None
    below: str | None

    @property
    def is_root(self) -> bool:
        """Return whether the path is "/"."""
        return self.path.partition("?")[0] == "/"


def read_address(delivery: DeliveryContext, text: str) -> Address | None:
    """Parse a path; None if it is too long or contains invalid characters."""
    if len(text) > MAX_LENGTH or UNREADABLE.search(text):
        return None
    path, _mark, query = text.strip().partition("#")[0].partition("?")
    query = without_tracking(query)
    path = re.sub("/+", "/", f"/{path}")
    # Copied URLs may have spaces around a slug; slugs never have.
    parts = [normalize("NFC", unquote(part)).strip() for part in path.split("/")]
    slugs = [part for part in parts if part]
    language = slugs[0] if slugs and slugs[0] in home_paths(delivery) else None
    below: str | None = "".join(f"{slug}/" for slug in slugs[1:])
    if language is None or any("/" in slug or UNREADABLE.search(slug) for slug in slugs):
        below = None
    return Address(f"{path}?{query}" if query else path, language, below)


# --- Result types --------------------------------------------------------------------------------


class Breadcrumb(graphene.ObjectType):
    """One item of a breadcrumb trail."""

    class Meta:
        description = "One item of a breadcrumb trail."

    title = graphene.String(required=True, description="Title of the page.")
    url = graphene.String(required=True, description="Absolute URL in the front end.")
    path = graphene.String(
        required=True, description="Path in the front end, such as /fr/structures/."
    )


class PageRoute(graphene.ObjectType):
    """A page to render (200)."""

    class Meta:
        description = "A page to render (200)."

    page = graphene.Field(PageInterface, required=True, description="The page to render.")
    path = graphene.String(
        required=True,
        description="Canonical path of the page. It may differ from the requested path.",
    )
    requested_locale = graphene.String(required=True, description=REQUESTED)
    served_locale = graphene.String(
        required=True,
        description="Language of the content. For an alias: that of the page that it mirrors.",
    )
    fallback_reason = graphene.Field(
        FallbackReasonType,
        description="Why `servedLocale` differs from `requestedLocale`. Null if they are equal.",
    )
    is_alias = graphene.Boolean(
        required=True,
        description="True if the page is an alias: it mirrors the content of another page.",
    )
    is_outdated = is_outdated()
    source_changed_at = source_changed_at()
    alternates = graphene.List(
        graphene.NonNull(Alternate),
        required=True,
        description="URLs of the page in all its languages, including its own, without aliases.",
    )
    breadcrumbs = graphene.List(
        graphene.NonNull(Breadcrumb),
        required=True,
        description="Breadcrumbs from the home page to the page itself. Hidden pages are omitted.",
    )


class RedirectRoute(graphene.ObjectType):
    """A redirect."""

    class Meta:
        description = "A redirect."

    location = graphene.String(required=True, description="Absolute URL to redirect to.")
    is_permanent = graphene.Boolean(
        required=True,
        description="Permanent (301 or 308) rather than temporary (302 or 307).",
    )


class GoneRoute(graphene.ObjectType):
    """The path was removed for good (410): it has a redirect without a target."""

    class Meta:
        description = "The path was removed for good (410)."

    requested_locale = graphene.String(required=True, description=REQUESTED)


class NotFoundRoute(graphene.ObjectType):
    """Nothing visible exists at the path (404)."""

    class Meta:
        description = "Nothing visible exists at the path (404)."

    requested_locale = graphene.String(required=True, description=REQUESTED)


class Route(graphene.Union):
    """The result of `route`."""

    class Meta:
        types = (PageRoute, RedirectRoute, GoneRoute, NotFoundRoute)
        description = "What a path resolves to: a page, a redirect, “gone” or “not found”."

    @classmethod
    def resolve_type(cls, instance: Any, info: GraphQLResolveInfo) -> Any:
        """Return the GraphQL type of a result."""
        return PageRoute if isinstance(instance, ResolvedPage) else type(instance)


class ResolvedPage:
    """A page at a path. Its alternates and breadcrumbs together cost one query if selected."""

    holds = ("page",)

    def __init__(self, delivery: DeliveryContext, page: Any, requested_locale: str) -> None:
        self._delivery = delivery
        self.page = page
        delivery.tracker.rows([page], LINKED)
        self.path = frontend_location(page, delivery.request)[2]
        self.is_alias = page.alias_of_id is not None
        codes = delivery.locale_codes
        self.served_locale = codes.get(page.source_locale_id, codes[page.locale_id])
        self.requested_locale = requested_locale

    @property
    def fallback_reason(self) -> FallbackReason | None:
        """Return why the served locale is not the requested one, or None."""
        same = self.served_locale == self.requested_locale
        return None if same else FallbackReason.TRANSLATION_MISSING

    @property
    def is_outdated(self) -> bool:
        """Return whether the page is an outdated translation."""
        return self.source_changed_at is not None

    @cached_property
    def source_changed_at(self) -> datetime | None:
        """Return when the source was last published, if the page is outdated."""
        self._delivery.tracker.rows([self.page], FOLLOWED)
        return source_changes(self._delivery, [self.page])[self.page.pk]

    @property
    def alternates(self) -> list[Alternate]:
        """Return the URLs of the page and its translations, without aliases."""
        key = self.page.translation_key
        return alternates_of(
            self._delivery,
            (
                page
                for page in self._relatives
                if page.translation_key == key and page.alias_of_id is None
            ),
        )

    @property
    def breadcrumbs(self) -> list[Breadcrumb]:
        """Return the breadcrumbs, from the home page to the page."""
        steps = []
        for page in self._relatives:
            if self.page.path.startswith(page.path):
                _site_id, origin, path = frontend_location(page, self._delivery.request)
                steps.append(
                    Breadcrumb(title=page.title, url=origin + encode_path(path), path=path)
                )
        return steps

    @cached_property
    def _relatives(self) -> list[Page]:
        """Return the visible ancestors and translations, including the page itself."""
        path, step = self.page.path, Page.steplen
        paths = [path[:end] for end in range(2 * step, len(path) + 1, step)]
        rule = Q(path__in=paths) | Q(translation_key=self.page.translation_key)
        tracker = self._delivery.tracker
        pages = list(published_pages(self._delivery).filter(rule).order_by("path"))
        tracker.places(paths, (page.path for page in pages))
        tracker.rows(pages, RELATED)
        return pages


# --- The root field ------------------------------------------------------------------------------


class RouteQuery:
    """The root field `route`."""

    route = graphene.Field(
        Route,
        required=True,
        path=graphene.Argument(
            graphene.String,
            required=True,
            description="Path in the front end, such as /fr/structures/. `/` redirects to a home "
            "page.",
        ),
        locales=graphene.Argument(
            graphene.List(graphene.NonNull(graphene.String)),
            description=(
                "Fallback languages in order of preference, used when no page exists in the "
                "language of the path. If omitted, there is no fallback. Linked content "
                "(structures, networks …) falls back in the same order."
            ),
        ),
        description="Resolves a path to a page, a redirect, “gone” or “not found”.",
    )

    @staticmethod
    def resolve_route(
        root: None, info: GraphQLResolveInfo, *, path: str, locales: list[str] | None = None
    ) -> Any:
        """Return the page at the path, else a redirect, else a page in a fallback language."""
        delivery = delivery_of(info)
        delivery.tracker.site_state()
        preferred = [delivery.locale(code).language_code for code in locales or ()]
        delivery.prefer(preferred)
        address = read_address(delivery, path)
        if address is not None and address.is_root:
            return _to_home(delivery, preferred) or _not_found(delivery, address, preferred)
        if address is None:
            return _not_found(delivery, address, preferred)
        pages = _pages_at(delivery, address, preferred)
        requested = _requested(delivery, address, preferred)
        if requested in pages:
            return ResolvedPage(delivery, pages[requested], requested)
        if redirect := _redirect_from(delivery, address.path):
            if redirect.redirect_page is None and not redirect.redirect_link:
                return GoneRoute(requested_locale=requested)
            return RedirectRoute(
                location=redirect_target(delivery, redirect), is_permanent=redirect.is_permanent
            )
        for code in preferred:
            if code in pages:
                return ResolvedPage(delivery, pages[code], requested)
        return _not_found(delivery, address, preferred)


def redirect_target(delivery: DeliveryContext, redirect: Any) -> str:
    """Return the encoded URL or path that a redirect leads to, or "" without a target."""
    if redirect.redirect_page is None:
        return encode_address(redirect.redirect_link)
    return frontend_address(redirect.redirect_page, delivery.request)


def _requested(delivery: DeliveryContext, address: Address | None, preferred: list[str]) -> str:
    named = address.language if address is not None else None
    return next(code for code in (named, *preferred, *delivery.locales, "und") if code)


def _not_found(
    delivery: DeliveryContext, address: Address | None, preferred: list[str]
) -> NotFoundRoute:
    return NotFoundRoute(requested_locale=_requested(delivery, address, preferred))


def _to_home(delivery: DeliveryContext, preferred: list[str]) -> RedirectRoute | None:
    """Return a redirect to the first visible home page: preferred languages first."""
    homes = home_paths(delivery)
    delivery.tracker.addresses(homes.values())
    visible = {
        page.url_path: page
        for page in published_pages(delivery).filter(url_path__in=homes.values())
    }
    for code in (*preferred, *homes):
        if page := visible.get(homes.get(code)):
            delivery.tracker.rows([page], LINKED)
            location = frontend_address(page, delivery.request)
            return RedirectRoute(location=location, is_permanent=False)
    return None


def _pages_at(delivery: DeliveryContext, address: Address, preferred: list[str]) -> dict[str, Any]:
    """Return the visible pages with these slugs in the path's and the preferred languages."""
    if address.below is None:
        return {}
    homes = home_paths(delivery)
    paths = {
        homes[code] + address.below: code
        for code in (address.language, *preferred)
        if code in homes
    }
    delivery.tracker.addresses(paths)
    rows = published_pages(delivery).annotate(source_locale_id=F("alias_of__locale_id"))
    return {paths[page.url_path]: page for page in rows.filter(url_path__in=paths)}


def _redirect_from(delivery: DeliveryContext, path: str) -> Any:
    """Return the best matching redirect, or None. Ignores redirects to hidden pages.

    Same precedence as Wagtail: paths with the query string first, then those without it; redirects
    of this site before those of all sites.
    """
    with_query = normalise_path(path)
    without = normalise_path(re.split("[?;]", path, maxsplit=1)[0])
    old_paths = [with_query, without]
    delivery.tracker.redirects(old_paths)
    rows = RedirectModel.objects.filter(
        Q(site=delivery.site) | Q(site=None), old_path__in=old_paths
    ).select_related("redirect_page")
    # A path without a redirect must have the same tags as one whose redirect has a hidden target.
    delivery.tracker.hidden(Page)
    visible = [
        row
        for row in rows
        if row.redirect_page is None or delivery.visibility.allows(row.redirect_page)
    ]
    delivery.tracker.rows((row.redirect_page for row in visible), LINKED)
    for row in rows:
        if row.redirect_page is not None:
            delivery.tracker.row(Page, row.redirect_page.pk)
    return min(
        visible,
        key=lambda row: (old_paths.index(row.old_path), row.site_id is None),
        default=None,
    )
