"""URLs of pages in the front end: origin of the site, language code, slugs of the page tree."""

import re
from typing import TYPE_CHECKING, Any, Protocol
from urllib.parse import quote, urlsplit, urlunsplit

from django.apps import apps
from django.http import HttpRequest
from django.utils.encoding import iri_to_uri, punycode
from wagtail.models import Page, Site

if TYPE_CHECKING:
    from wagtail.models.sites import SiteRootPath

# The attribute in which a request of the admin caches the origins of front ends.
ORIGINS = "_frontend_origins"
_LONE_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")


class SiteAddresses(Protocol):
    """The home pages and the front ends of all sites (cms.delivery.site_state.SiteState)."""

    roots: "list[SiteRootPath]"
    frontend_origins: dict[int, str]


def encode_path(path: str) -> str:
    """Percent-encode a decoded path, for a URL or a header."""
    return quote(path)


def encode_address(address: str) -> str:
    """Return a URL typed by an editor as an ASCII URL, for output and headers.

    Existing percent-encoding stays. A "%" that encodes nothing becomes "%25".
    """
    return _LONE_PERCENT.sub("%25", str(iri_to_uri(_with_ascii_host(address))))


def _with_ascii_host(address: str) -> str:
    """Return the URL with its host in Punycode, or unchanged if the host cannot be encoded."""
    try:
        parts = urlsplit(address)
        host = parts.hostname or ""
        if host.isascii():
            return address
        account, at, place = parts.netloc.rpartition("@")
        place = place.lower().replace(host, punycode(host))
    except ValueError:  # UnicodeError is one
        return address
    return urlunsplit(parts._replace(netloc=account + at + place))


def frontend_location(page: Page, request: HttpRequest | None) -> tuple[int | None, str, str]:
    """Return (site id, origin, path) such as (1, "https://www.exemple.fr", "/fr/structures/").

    The path is decoded; use `encode_path` to put it into a URL.

    A page outside of all sites gets the origin of the default site and a path from its own slugs.
    Without any site the id is None and the origin is empty.
    """
    root = _root_of(page, request)
    if root is not None:
        path = page.url_path[len(root.root_path) :]
        return root.site_id, _origin(root.site_id, request), f"/{root.language_code}/{path}"
    site = Site.objects.filter(is_default_site=True).first()
    path = page.url_path.lstrip("/")
    language = page.locale.language_code
    if site is None:
        return None, "", f"/{language}/{path}"
    return site.pk, _origin(site.pk, request), f"/{language}/{path}"


def frontend_path(url_path: str) -> str | None:
    """Return the front-end path of a `url_path`, or None if it is outside of all sites."""
    for root in Site.get_site_root_paths():
        if url_path.startswith(root.root_path):
            return f"/{root.language_code}/{url_path[len(root.root_path) :]}"
    return None


def frontend_address(page: Page, request: HttpRequest | None) -> str:
    """Return the absolute, percent-encoded URL of a page in the front end."""
    _site_id, origin, path = frontend_location(page, request)
    return origin + encode_path(path)


def _root_of(page: Page, request: HttpRequest | None) -> "SiteRootPath | None":
    """Return the site root above the page; if there are several, prefer the request's site."""
    state = _state_of(request)
    all_roots = Site.get_site_root_paths() if state is None else state.roots
    roots = [root for root in all_roots if page.url_path.startswith(root.root_path)]
    if len({root.site_id for root in roots}) > 1 and isinstance(request, HttpRequest):
        site = Site.find_for_request(request)
        roots.sort(key=lambda root: site is None or root.site_id != site.pk)
    return roots[0] if roots else None


def _state_of(request: HttpRequest | None) -> SiteAddresses | None:
    """Return the site state of a request with a delivery context; None for one of the admin."""
    delivery: Any = getattr(request, "delivery", None)
    return delivery.site_state if delivery is not None and delivery.has_read else None


def _origin(site_id: int, request: HttpRequest | None) -> str:
    """Return the origin of a site's front end; cached on the request."""
    state = _state_of(request)
    origins: dict[int, str] = (
        getattr(request, ORIGINS, {}) if state is None else state.frontend_origins
    )
    if site_id not in origins:
        settings_model = apps.get_model("cms", "SiteSettings")
        origins[site_id] = settings_model.of_site(Site.objects.get(pk=site_id)).frontend_origin
        if request is not None:
            setattr(request, ORIGINS, origins)
    return origins[site_id]
