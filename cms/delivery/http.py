"""What caches and other origins are told of every public answer, be it GraphQL's or a file's.

None takes or gives a cookie.
"""

from django.conf import settings
from django.http import HttpRequest, HttpResponse

ACCEPTED = "Content-Type, Accept, If-None-Match"
EXPOSED = "X-Request-Id, ETag, Cache-Tag, Retry-After"


def allow_origin(
    request: HttpRequest,
    response: HttpResponse,
    methods: str,
    *,
    exposed: str = EXPOSED,
    accepted: str = ACCEPTED,
) -> None:
    """Let browsers of the allowed origins read the answer; never with credentials."""
    allowed = settings.CMS_GRAPHQL_ALLOWED_ORIGINS
    origin = request.headers.get("Origin")
    if origin and ("*" in allowed or origin in allowed):
        response["Access-Control-Allow-Origin"] = "*" if "*" in allowed else origin
        response["Access-Control-Allow-Methods"] = methods
        response["Access-Control-Allow-Headers"] = accepted
        response["Access-Control-Expose-Headers"] = exposed
        response["Access-Control-Max-Age"] = "86400"
