"""Cookies do not reach the public addresses: the endpoint, and files for everyone.

These read none themselves. The middleware of sessions and forms does, and answers a cookie that
makes no sense with another one: cached with the response, that would be sent to every reader.
"""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

GetResponse = Callable[[HttpRequest], HttpResponseBase]


def without_cookies(get_response: GetResponse) -> GetResponse:
    """Return the middleware that takes the cookies out of requests to CMS_PUBLIC_ADDRESSES."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        if request.path in settings.CMS_PUBLIC_ADDRESSES:
            request.META.pop("HTTP_COOKIE", None)
        return get_response(request)

    return middleware
