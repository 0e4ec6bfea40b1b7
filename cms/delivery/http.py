"""CORS headers of public responses: GraphQL and downloaded files. They use no cookies."""

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
    """Add CORS headers if CMS_GRAPHQL_ALLOWED_ORIGINS has the origin; never for credentials."""
    allowed = settings.CMS_GRAPHQL_ALLOWED_ORIGINS
    origin = request.headers.get("Origin")
    if origin and ("*" in allowed or origin in allowed):
        response["Access-Control-Allow-Origin"] = "*" if "*" in allowed else origin
        response["Access-Control-Allow-Methods"] = methods
        response["Access-Control-Allow-Headers"] = accepted
        response["Access-Control-Expose-Headers"] = exposed
        response["Access-Control-Max-Age"] = "86400"
