"""What caches and other origins are told of every public answer, be it GraphQL's or a file's.

None takes or gives a cookie.
"""

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from cms.graphql.answers import Answer
from cms.graphql.delivery import Delivery

ACCEPTED = "Content-Type, Accept, If-None-Match"
EXPOSED = "X-Request-Id, ETag, Cache-Tag, Retry-After"


def answer_of(delivery: Delivery, body: bytes, encoding: str, media_type: str) -> Answer:
    """Return a body as an answer, with what it depends on and until when the clock leaves it."""
    surroundings, reads = delivery.surroundings, delivery.reads
    ends = [end for end in (surroundings.next_change, reads.ends) if end is not None]
    until = min(ends).timestamp() if ends else None
    return Answer.of(
        body,
        encoding,
        media_type,
        reads.dependencies(),
        reads.header(),
        surroundings.moment,
        until,
    )


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
