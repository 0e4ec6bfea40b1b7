"""The views of the downloads."""

import json
import logging
from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response
from django.views.decorators.csrf import csrf_exempt
from graphql import GraphQLError

from cms.delivery.client_limits import ClientLimit
from cms.delivery.compression import encoded_for
from cms.delivery.context import DeliveryContext
from cms.delivery.http import EXPOSED, allow_origin
from cms.delivery.refusals import RequestRefusedError
from cms.delivery.response_cache import build_response
from cms.graphql.execution.timeouts import time_limits
from cms.text.words import words_in
from structures.downloads import geojson, spreadsheet
from structures.downloads.entries import Download, download_entries
from structures.downloads.parameters import ParameterError, build_directory, read_arguments

logger = logging.getLogger(__name__)

METHODS = "GET, HEAD, OPTIONS"
# Response header: the number of sheets in a file that leaves some out.
CUT_AT = "X-Cut-At"
# The cost of a download for client limits (cms.delivery.client_limits), without its search.
COST = 1_000


@dataclass(frozen=True)
class FileFormat:
    """A file format: how to serialize entries, and how to report an error."""

    name: str
    media_type: str
    write: Callable[[Download], bytes]
    error_type: str
    format_error: Callable[[str | None, str], str]


def _json_error(parameter: str | None, message: str) -> str:
    return json.dumps({"error": {"parameter": parameter, "message": message}}, ensure_ascii=False)


def _text_error(parameter: str | None, message: str) -> str:
    return f"{parameter}: {message}\n" if parameter else f"{message}\n"


GEOJSON = FileFormat(
    "structures.geojson",
    geojson.MEDIA_TYPE,
    geojson.to_geojson,
    "application/json",
    _json_error,
)
CSV = FileFormat(
    "structures.csv",
    spreadsheet.MEDIA_TYPE,
    spreadsheet.to_csv,
    "text/plain; charset=utf-8",
    _text_error,
)


@csrf_exempt  # safe: the view reads no cookie
def geojson_view(request: HttpRequest) -> HttpResponse:
    """Return the sheets that match the query string, as GeoJSON."""
    return _answer(request, GEOJSON)


@csrf_exempt
def csv_view(request: HttpRequest) -> HttpResponse:
    """Return the sheets that match the query string, as CSV."""
    return _answer(request, CSV)


def _answer(request: HttpRequest, file_format: FileFormat) -> HttpResponse:
    if request.method == "OPTIONS":
        response = HttpResponse(status=204, headers={"Allow": METHODS})
    elif request.method in ("GET", "HEAD"):
        response = _file_response(request, file_format)
    else:
        response = _error_response(file_format, 405, "Use GET or HEAD.")
        response["Allow"] = METHODS
    response["Vary"] = "Accept-Encoding, Origin"
    allow_origin(request, response, METHODS, exposed=f"{EXPOSED}, {CUT_AT}")
    return response


def _file_response(request: HttpRequest, file_format: FileFormat) -> HttpResponse:
    try:
        limit = ClientLimit(request)
        limit.check()
        limit.charge(COST)
        arguments = read_arguments(request.GET)
        limit.charge(_search_cost(arguments.search or ""))
        with time_limits():
            delivery = DeliveryContext(request)
            directory, order = build_directory(delivery, arguments)
            entries = download_entries(delivery, directory, order)
        body, encoding = encoded_for(request.META, file_format.write(entries))
        cached = build_response(
            delivery.site_state, delivery.tracker, body, encoding, file_format.media_type
        )
    except RequestRefusedError as refusal:
        response = _error_response(file_format, refusal.status, refusal.message)
        for name, value in refusal.headers.items():
            response[name] = value
        return response
    except ParameterError as error:
        return _error_response(file_format, 400, error.message, error.parameter)
    except (GraphQLError, OperationalError, InterfaceError):
        logger.exception("Building %s failed", file_format.name)
        return _error_response(
            file_format, 503, "The database did not answer in time. Try again later."
        )
    headers = cached.headers()
    if entries.cut_at is not None:
        headers[CUT_AT] = str(entries.cut_at)
    response = HttpResponse(cached.body, content_type=file_format.media_type)
    if encoding:
        response["Content-Encoding"] = encoding
    response["Content-Disposition"] = f'attachment; filename="{file_format.name}"'
    response = get_conditional_response(request, cached.etag, response=response) or response
    for name, value in headers.items():  # a 304 response has them, too
        response[name] = value
    return response


def _search_cost(text: str) -> int:
    weight: int = settings.CMS_GRAPHQL_SEARCH_WEIGHTS["structures"]
    return weight * len(words_in(text))


def _error_response(
    file_format: FileFormat, status: int, message: str, parameter: str | None = None
) -> HttpResponse:
    """Return an error in the format that its clients expect."""
    response = HttpResponse(
        file_format.format_error(parameter, message),
        status=status,
        content_type=file_format.error_type,
    )
    response["Cache-Control"] = "no-store"
    return response
