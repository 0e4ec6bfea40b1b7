"""Removes cookies from requests to public URLs: the GraphQL endpoint and public files.

Their views read no cookies, but Django's session and CSRF middleware does, and replaces an invalid
cookie with Set-Cookie. Cached with the response, that cookie would reach every reader.
"""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

GetResponse = Callable[[HttpRequest], HttpResponseBase]


def without_cookies(get_response: GetResponse) -> GetResponse:
    """Return middleware that removes cookies from requests to CMS_PUBLIC_ADDRESSES."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        if request.path in settings.CMS_PUBLIC_ADDRESSES:
            request.META.pop("HTTP_COOKIE", None)
        return get_response(request)

    return middleware
