"""`/structures.data-inclusion.json`: the export over HTTP, without cookies, with caching."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from cms.delivery.client_limits import ClientLimit
from cms.delivery.compression import encoded_for
from cms.delivery.context import DeliveryContext
from cms.delivery.http import allow_origin
from cms.delivery.refusals import RequestRefusedError
from cms.delivery.response_cache import (
    CachedResponse,
    build_response,
    cached_responses,
    etag_matches,
    key_of,
)

MEDIA_TYPE = "application/json; charset=utf-8"
# The cost of an uncached export for client limits (cms.delivery.client_limits).
COST = 5_000


@csrf_exempt  # safe: other methods get 405
@require_safe
def structures_view(request: HttpRequest) -> HttpResponse:
    """Answer GET and HEAD with the export, or with 304 if the client has it already."""
    # The key depends on the host (it selects the site), not on the method or the query string.
    request.get_host()
    key = key_of({**request.META, "REQUEST_METHOD": "GET", "QUERY_STRING": ""}, b"")
    cached = cached_responses.get(key)
    if cached is None:
        limit = ClientLimit(request)
        try:
            limit.check()
        except RequestRefusedError as refusal:
            return HttpResponse(
                f"{refusal.message}\n",
                status=refusal.status,
                content_type="text/plain; charset=utf-8",
                headers={**refusal.headers, "Cache-Control": "no-store"},
            )
        limit.charge(COST)
        cached = _build(request)
        if cached.moment is not None and len(cached.body) <= _max_cached_bytes():
            cached_responses.put(key, cached)
    if etag_matches(cached.etag, request.headers.get("If-None-Match")):
        response = HttpResponse(status=304)
        del response["Content-Type"]
    else:
        response = HttpResponse(cached.body, content_type=MEDIA_TYPE)
        if cached.encoding:
            response["Content-Encoding"] = cached.encoding
    for name, value in cached.headers().items():
        response[name] = value
    response["Vary"] = "Accept-Encoding, Origin"
    allow_origin(request, response, "GET, HEAD")
    return response


def _build(request: HttpRequest) -> CachedResponse:
    # Imported here: the standard's models take 12 MB, and a worker needs them for nothing else.
    from structures.inclusion.export import export_lines

    delivery = DeliveryContext(request)
    body, encoding = encoded_for(request.META, "".join(export_lines(delivery)).encode())
    return build_response(delivery.site_state, delivery.tracker, body, encoding, MEDIA_TYPE)


def _max_cached_bytes() -> int:
    """Return the size above which an export would evict too many other responses."""
    return int(settings.CMS_GRAPHQL_CACHED_RESPONSE_BYTES) // 2
