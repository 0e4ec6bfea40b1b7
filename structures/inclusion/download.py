"""`/structures.data-inclusion.json`: the export over HTTP, without cookies, cached while valid."""

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
    is_asked_for,
    key_of,
)

MEDIA_TYPE = "application/json; charset=utf-8"
# What making the export costs its client (cms.delivery.client_limits).
COST = 5_000


@csrf_exempt  # it only reads: another method is answered with 405
@require_safe
def structures_view(request: HttpRequest) -> HttpResponse:
    """Answer GET and HEAD with the export, or with word that the client has it."""
    # The host chooses the site; the method and what follows the path change nothing.
    request.get_host()
    key = key_of({**request.META, "REQUEST_METHOD": "GET", "QUERY_STRING": ""}, b"")
    answer = cached_responses.get(key)
    if answer is None:
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
        answer = _make(request)
        if answer.moment is not None and len(answer.body) <= _largest_kept():
            cached_responses.put(key, answer)
    if is_asked_for(answer.etag, request.headers.get("If-None-Match")):
        response = HttpResponse(status=304)
        del response["Content-Type"]
    else:
        response = HttpResponse(answer.body, content_type=MEDIA_TYPE)
        if answer.encoding:
            response["Content-Encoding"] = answer.encoding
    for name, value in answer.headers().items():
        response[name] = value
    response["Vary"] = "Accept-Encoding, Origin"
    allow_origin(request, response, "GET, HEAD")
    return response


def _make(request: HttpRequest) -> CachedResponse:
    # The standard's models are twelve megabytes that a worker needs for nothing else.
    from structures.inclusion.export import export_lines

    delivery = DeliveryContext(request)
    body, encoding = encoded_for(request.META, "".join(export_lines(delivery)).encode())
    return build_response(delivery.site_state, delivery.tracker, body, encoding, MEDIA_TYPE)


def _largest_kept() -> int:
    """Return the bytes above which one export would drive out too many other answers."""
    return int(settings.CMS_GRAPHQL_CACHED_RESPONSE_BYTES) // 2
