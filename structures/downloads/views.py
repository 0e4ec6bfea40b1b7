"""The addresses of the files."""

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
from structures.downloads.entries import Entries, entries_of
from structures.downloads.parameters import ParameterError, find, read_question

logger = logging.getLogger(__name__)

METHODS = "GET, HEAD, OPTIONS"
# Says at how many sheets a file ends that would have more.
CUT_AT = "X-Cut-At"
# What a file costs its client (cms.delivery.client_limits), beside the words that it searches for.
COST = 1_000


@dataclass(frozen=True)
class Format:
    """How a file is written, and how a request for it is refused."""

    name: str
    media_type: str
    write: Callable[[Entries], bytes]
    refusal_type: str
    refuse: Callable[[str | None, str], str]


def _refused_as_json(parameter: str | None, message: str) -> str:
    return json.dumps({"error": {"parameter": parameter, "message": message}}, ensure_ascii=False)


def _refused_as_text(parameter: str | None, message: str) -> str:
    return f"{parameter}: {message}\n" if parameter else f"{message}\n"


GEOJSON = Format(
    "structures.geojson",
    geojson.MEDIA_TYPE,
    geojson.written,
    "application/json",
    _refused_as_json,
)
CSV = Format(
    "structures.csv",
    spreadsheet.MEDIA_TYPE,
    spreadsheet.written,
    "text/plain; charset=utf-8",
    _refused_as_text,
)


@csrf_exempt  # no cookie is read, so there is nothing that another site could ride on
def geojson_view(request: HttpRequest) -> HttpResponse:
    """Answer with the sheets that the address asks for, as GeoJSON."""
    return _answer(request, GEOJSON)


@csrf_exempt
def csv_view(request: HttpRequest) -> HttpResponse:
    """Answer with the sheets that the address asks for, as CSV."""
    return _answer(request, CSV)


def _answer(request: HttpRequest, wanted: Format) -> HttpResponse:
    if request.method == "OPTIONS":
        response = HttpResponse(status=204, headers={"Allow": METHODS})
    elif request.method in ("GET", "HEAD"):
        response = _file(request, wanted)
    else:
        response = _refusal(wanted, 405, "Use GET or HEAD.")
        response["Allow"] = METHODS
    response["Vary"] = "Accept-Encoding, Origin"
    allow_origin(request, response, METHODS, exposed=f"{EXPOSED}, {CUT_AT}")
    return response


def _file(request: HttpRequest, wanted: Format) -> HttpResponse:
    try:
        limit = ClientLimit(request)
        limit.check()
        limit.charge(COST)
        question = read_question(request.GET)
        limit.charge(_search_cost(question.search or ""))
        with time_limits():
            delivery = DeliveryContext(request)
            directory, order = find(delivery, question)
            entries = entries_of(delivery, directory, order)
        body, encoding = encoded_for(request.META, wanted.write(entries))
        answer = build_response(
            delivery.site_state, delivery.tracker, body, encoding, wanted.media_type
        )
    except RequestRefusedError as refusal:
        response = _refusal(wanted, refusal.status, refusal.message)
        for name, value in refusal.headers.items():
            response[name] = value
        return response
    except ParameterError as error:
        return _refusal(wanted, 400, error.message, error.parameter)
    except (GraphQLError, OperationalError, InterfaceError):
        logger.exception("%s can't be made", wanted.name)
        return _refusal(wanted, 503, "The database did not answer in time. Try again later.")
    headers = answer.headers()
    if entries.cut_at is not None:
        headers[CUT_AT] = str(entries.cut_at)
    response = HttpResponse(answer.body, content_type=wanted.media_type)
    if encoding:
        response["Content-Encoding"] = encoding
    response["Content-Disposition"] = f'attachment; filename="{wanted.name}"'
    response = get_conditional_response(request, answer.etag, response=response) or response
    for name, value in headers.items():  # a 304 repeats them
        response[name] = value
    return response


def _search_cost(text: str) -> int:
    weight: int = settings.CMS_GRAPHQL_SEARCH_WEIGHTS["structures"]
    return weight * len(words_in(text))


def _refusal(
    wanted: Format, status: int, message: str, parameter: str | None = None
) -> HttpResponse:
    """Return a refusal in the form that readers of the format expect."""
    response = HttpResponse(
        wanted.refuse(parameter, message), status=status, content_type=wanted.refusal_type
    )
    response["Cache-Control"] = "no-store"
    return response
