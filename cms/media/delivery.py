"""How a file leaves once it was checked: streamed, handed to the proxy, or by a signed address.

The setting CMS_FILE_DELIVERY chooses. Streams know ranges, conditional requests and HEAD; with the
other two the proxy or the storage does.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import IO
from urllib.parse import quote

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.files.storage import Storage, default_storage
from django.http import (
    FileResponse,
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseRedirect,
    StreamingHttpResponse,
)
from django.utils.cache import get_conditional_response
from django.utils.http import content_disposition_header, http_date, parse_http_date_safe

SIGNED_SECONDS = 60
CHUNK = 64 * 1024
# A file is shown by itself or not at all: it runs nothing and loads nothing.
HEADERS = {
    "Content-Security-Policy": "sandbox; default-src 'none'",
    "X-Content-Type-Options": "nosniff",
}
RANGE = re.compile(r"bytes=(\d*)-(\d*)")


@dataclass(frozen=True)
class StoredFile:
    """A file of the default storage, and how it is presented."""

    name: str
    filename: str
    content_type: str
    is_attachment: bool
    is_public: bool

    @property
    def disposition(self) -> str:
        """Return the value of Content-Disposition."""
        return content_disposition_header(self.is_attachment, self.filename) or "inline"

    @property
    def cache_control(self) -> str:
        """Return the value of Cache-Control; a file may become private at any time."""
        return "no-cache" if self.is_public else "private, no-store"


def deliver_file(request: HttpRequest, file: StoredFile) -> HttpResponseBase:
    """Return the response that hands out a file; raise Http404 when it is not in the storage."""
    if settings.CMS_FILE_DELIVERY == "signed-url":
        return HttpResponseRedirect(_signed_address(file), headers={"Cache-Control": "no-store"})
    response: HttpResponseBase
    if settings.CMS_FILE_DELIVERY == "x-accel-redirect":
        location = settings.CMS_FILE_ACCEL_LOCATION + quote(file.name)
        response = HttpResponse(headers={"X-Accel-Redirect": location})
    else:
        response = _stream(request, default_storage, file)
    if response.status_code != 304:
        response["Content-Type"] = file.content_type
        response["Content-Disposition"] = file.disposition
    response["Cache-Control"] = file.cache_control
    for name, value in HEADERS.items():
        response[name] = value
    return response


def _signed_address(file: StoredFile) -> str:
    """Return an address that the storage signs, as the S3 storage of django-storages does."""
    parameters = {
        "ResponseContentDisposition": file.disposition,
        "ResponseContentType": file.content_type,
    }
    try:
        return str(
            default_storage.url(  # type: ignore[call-arg]  # arguments of storages that sign
                file.name, parameters=parameters, expire=SIGNED_SECONDS
            )
        )
    except TypeError as error:
        raise ImproperlyConfigured(
            "FILE_DELIVERY is signed-url, and the default storage does not sign addresses."
        ) from error


def _stream(request: HttpRequest, storage: Storage, file: StoredFile) -> HttpResponseBase:
    try:
        size = storage.size(file.name)
        modified = storage.get_modified_time(file.name)
    except FileNotFoundError as error:
        raise Http404 from error
    etag = _etag(file.name, size, modified)
    timestamp = int(modified.timestamp())
    span = _requested_span(request, size, etag, timestamp)
    response: HttpResponseBase | None
    response = get_conditional_response(request, etag=etag, last_modified=timestamp)
    if response is not None:
        pass
    elif span is None:
        response = FileResponse(storage.open(file.name))
        response["Content-Length"] = str(size)
    elif not span:
        response = HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
    else:
        opened = storage.open(file.name)
        response = StreamingHttpResponse(_part(opened, span), status=206)
        response._resource_closers.append(opened.close)  # type: ignore[attr-defined]  # as FileResponse does
        response["Content-Length"] = str(len(span))
        response["Content-Range"] = f"bytes {span.start}-{span.stop - 1}/{size}"
    assert response is not None
    response["Accept-Ranges"] = "bytes"
    response["ETag"] = etag
    response["Last-Modified"] = http_date(timestamp)
    return response


def _etag(name: str, size: int, modified: datetime) -> str:
    digest = sha256(f"{name} {size} {modified.timestamp()}".encode()).hexdigest()
    return f'"{digest[:32]}"'


def _requested_span(request: HttpRequest, size: int, etag: str, timestamp: int) -> range | None:
    """Return the bytes that are asked for: None for all, an empty range for impossible ones.

    Several ranges, and a form that is not understood, count as no range (RFC 9110, 14.2).
    """
    match = RANGE.fullmatch(request.headers.get("Range", "").strip())
    if match is None or request.method not in {"GET", "HEAD"} or match.group() == "bytes=-":
        return None
    condition = request.headers.get("If-Range")
    if condition and condition != etag and parse_http_date_safe(condition) != timestamp:
        return None
    first, last = match.groups()
    if not first:
        return range(max(0, size - int(last[:20])), size)
    stop = min(size, int(last[:20]) + 1) if last else size
    if last and int(last[:20]) < int(first[:20]):
        return None
    return range(int(first[:20]), stop) if int(first[:20]) < size else range(0)


def _part(opened: IO[bytes], span: range) -> Iterator[bytes]:
    opened.seek(span.start)
    left = len(span)
    while left and (chunk := opened.read(min(CHUNK, left))):
        left -= len(chunk)
        yield chunk
