"""Where a request comes from."""

from ipaddress import IPv6Address, ip_address, ip_network

from django.conf import settings
from django.http import HttpRequest
from django.utils.crypto import constant_time_compare

SECRET_HEADER = "X-Site-Secret"  # noqa: S105  the name of a header
# What a provider gives to one customer, at least.
IPV6_PREFIX = 64


def client_address(request: HttpRequest) -> str:
    """Return the address of the client, as the outermost of CMS_TRUSTED_PROXIES has seen it.

    Each proxy appends to X-Forwarded-For whom it has answered; what stands before is the client's
    own word and is not believed. An empty text where there is no address.
    """
    return _seen_by(request, settings.CMS_TRUSTED_PROXIES)


def is_site_server(request: HttpRequest) -> bool:
    """Return whether the public site's server asks: it sends its secret, or has its address."""
    secret: str = settings.CMS_GRAPHQL_SITE_SECRET
    given = request.headers.get(SECRET_HEADER, "")
    if secret and given and constant_time_compare(given, secret):
        return True
    return client_address(request) in settings.CMS_GRAPHQL_SITE_ADDRESSES


def client_network(request: HttpRequest) -> str:
    """Return the network that counts as one client: an IPv4 address, or an IPv6 /64.

    For a request of the public site's server this is the visitor's network. The addresses that
    this server and its proxies append to X-Forwarded-For are trusted only in such requests.
    """
    if is_site_server(request):
        return _network(_seen_by(request, _hops_of_site()))
    return _network(client_address(request))


def visitor_network(request: HttpRequest) -> str | None:
    """Return the network of the visitor for whom the public site's server asks, if it says so."""
    forwarded = request.headers.get("X-Forwarded-For", "").split(",")
    if not is_site_server(request) or len(forwarded) < _hops_of_site():
        return None
    visitor = client_network(request)
    return visitor if visitor != _network(client_address(request)) else None


def _hops_of_site() -> int:
    hops: int = settings.CMS_TRUSTED_PROXIES + settings.CMS_SITE_PROXIES
    return hops


def _network(text: str) -> str:
    try:
        address = ip_address(text.strip("[]").partition("%")[0])
    except ValueError:
        return text[:100]
    if not isinstance(address, IPv6Address):
        return str(address)
    if address.ipv4_mapped is not None:
        return str(address.ipv4_mapped)
    return str(ip_network((address, IPV6_PREFIX), strict=False))


def _seen_by(request: HttpRequest, hops: int) -> str:
    """Return the address that stands so many hops from the end, else that of the connection."""
    forwarded = request.headers.get("X-Forwarded-For", "").split(",")
    if hops and len(forwarded) >= hops and (seen := forwarded[-hops].strip()):
        return seen
    return str(request.META.get("REMOTE_ADDR", ""))
