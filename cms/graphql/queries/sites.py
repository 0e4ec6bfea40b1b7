"""Root fields `site` and `sites`, and helpers: home pages, published pages, alternates."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import graphene
from graphql import GraphQLResolveInfo
from wagtail.models import Page, Site

from cms.addresses import encode_path, frontend_location
from cms.delivery.context import DeliveryContext, delivery_of
from cms.graphql.types.interfaces import PageInterface


def published_pages(delivery: DeliveryContext) -> Any:
    """Return the visible pages."""
    return Page.objects.filter(delivery.visibility.pages())


def home_paths(delivery: DeliveryContext) -> dict[str, str]:
    """Return the `url_path` of the home page of each language, in the order of the settings."""
    roots = {root.language_code: root.root_path for root in delivery.site_roots}
    return {code: roots[code] for code in delivery.locales if code in roots}


class Alternate(graphene.ObjectType):
    """The URL of a page in one of its languages."""

    class Meta:
        description = "The URL of a page in one of its languages."

    locale = graphene.String(required=True, description="Language code, such as en.")
    path = graphene.String(required=True, description="Path in the front end, such as /en/about/.")
    url = graphene.String(required=True, description="Absolute URL in the front end.")


def alternates_of(delivery: DeliveryContext, translations: Iterable[Page]) -> list[Alternate]:
    """Return the URLs of a page's translations, in the order of the settings' languages."""
    by_locale = {page.locale_id: page for page in translations}
    alternates = []
    for code, locale in delivery.locales.items():
        if page := by_locale.get(locale.pk):
            _site_id, origin, path = frontend_location(page, delivery.request)
            alternates.append(Alternate(locale=code, path=path, url=origin + encode_path(path)))
    return alternates


@dataclass(frozen=True)
class CurrentSite:
    """The site of the request."""

    id: int
    hostname: str
    site_name: str
    is_default_site: bool


class SiteType(graphene.ObjectType):
    """A site."""

    class Meta:
        name = "Site"
        description = "The site of the requested host. Read its content with `pages` and `page`."

    id = graphene.ID(required=True, description="ID of the site.")
    hostname = graphene.String(required=True, description="Host name of the site.")
    site_name = graphene.String(required=True, description="Name of the site, or empty.")
    is_default_site = graphene.Boolean(
        required=True, description="Whether this site also serves unknown host names."
    )
    url = graphene.String(
        required=True, description="Origin of its front end, without a trailing slash."
    )
    locales = graphene.List(
        graphene.NonNull(graphene.String),
        required=True,
        description="Codes of its languages, the default language first.",
    )
    root_page = graphene.Field(
        PageInterface,
        locale=graphene.Argument(
            graphene.String,
            description="Language code, such as fr. Defaults to the site's first language.",
        ),
        description="Home page in one language. Null if it is missing or hidden.",
    )

    @staticmethod
    def resolve_url(site: CurrentSite, info: GraphQLResolveInfo) -> str:
        """Return the origin of the front end."""
        return delivery_of(info).site_state.frontend_origins[site.id]

    @staticmethod
    def resolve_locales(site: CurrentSite, info: GraphQLResolveInfo) -> list[str]:
        """Return the languages that have a home page."""
        return list(home_paths(delivery_of(info)))

    @staticmethod
    def resolve_root_page(
        site: CurrentSite, info: GraphQLResolveInfo, *, locale: str | None = None
    ) -> Page | None:
        """Return the home page."""
        delivery = delivery_of(info)
        code = delivery.locale(locale).language_code
        path = home_paths(delivery).get(code)
        delivery.tracker.addresses([path] if path else [])
        return published_pages(delivery).filter(url_path=path).first()


class SitesQuery:
    """The site of the request, with the names that grapple uses."""

    site = graphene.Field(
        SiteType,
        hostname=graphene.Argument(
            graphene.String, description="Return the site only if it has this host name."
        ),
        id=graphene.Argument(graphene.ID, description="Return the site only if it has this ID."),
        description=(
            "The site of the requested host. Null if `hostname` or `id` is given and does not "
            "match."
        ),
    )
    sites = graphene.List(
        graphene.NonNull(SiteType),
        required=True,
        description="The site of the requested host, as a list of one. Other sites are not listed.",
    )

    @staticmethod
    def resolve_site(
        root: None, info: GraphQLResolveInfo, *, hostname: str | None = None, id: str | None = None
    ) -> CurrentSite | None:
        """Return the site if it matches the arguments."""
        site = _current_site(delivery_of(info))
        if site is None or hostname not in (None, site.hostname) or id not in (None, str(site.id)):
            return None
        return site

    @staticmethod
    def resolve_sites(root: None, info: GraphQLResolveInfo) -> list[CurrentSite]:
        """Return the site, if any."""
        site = _current_site(delivery_of(info))
        return [] if site is None else [site]


def _current_site(delivery: DeliveryContext) -> CurrentSite | None:
    delivery.tracker.site_state()
    if delivery.site is None:
        return None
    site = Site.objects.get(pk=delivery.site.pk)
    return CurrentSite(site.pk, site.hostname, site.site_name, site.is_default_site)
