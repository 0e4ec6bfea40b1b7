"""Where a request comes from."""

from ipaddress import IPv6Address, ip_address, ip_network

from django.conf import settings
from django.http import HttpRequest

# What a provider gives to one customer, at least.
IPV6_PREFIX = 64


def client_address(request: HttpRequest) -> str:
    """Return the address of the client, as the outermost of CMS_TRUSTED_PROXIES has seen it.

    Each proxy appends to X-Forwarded-For whom it has answered; what stands before is the client's
    own word and is not believed. An empty text where there is no address.
    """
    hops: int = settings.CMS_TRUSTED_PROXIES
    forwarded = request.headers.get("X-Forwarded-For", "").split(",")
    if hops and len(forwarded) >= hops and (seen := forwarded[-hops].strip()):
        return seen
    return str(request.META.get("REMOTE_ADDR", ""))


def client_network(request: HttpRequest) -> str:
    """Return what stands for one client: an IPv4 address, or the /64 of an IPv6 address."""
    text = client_address(request)
    try:
        address = ip_address(text.strip("[]").partition("%")[0])
    except ValueError:
        return text[:100]
    if not isinstance(address, IPv6Address):
        return str(address)
    if address.ipv4_mapped is not None:
        return str(address.ipv4_mapped)
    return str(ip_network((address, IPV6_PREFIX), strict=False))
