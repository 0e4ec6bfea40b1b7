"""One Unicode normal form (NFC) for every text, at every entrance.

« é » is one character or two (a letter and an accent): both look alike, and a database takes them
for different texts. `NormalFormMiddleware` normalises what comes by HTTP before a form sees it,
the GraphQL view its documents and variables, imports their files; a signal normalises every row
that is saved.
"""

import json
import re
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import TooManyFieldsSent
from django.db import models
from django.db.models.signals import pre_save
from django.http import Http404, HttpRequest, HttpResponseBase, QueryDict
from wagtail.fields import StreamField
from wagtail.models import Revision

from cms.text.unicode_forms import normalize

# Characters that people type for the apostrophe.
APOSTROPHES = str.maketrans(dict.fromkeys("’ʼ‘′´`", "'"))
# What ends a line, for Python and for a mail's headers.
LINE_ENDS = re.compile(r"[\n\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]+")
# Not one character of these may change.
SECRETS = ("password", "token")


def nfc(value: Any) -> Any:
    """Return a JSON value with all its texts in NFC, the names of members included."""
    return _mapped(value, lambda text: normalize("NFC", text))


def comparable(value: Any) -> Any:
    """Return a JSON value to compare what it says: in NFC, with one kind of apostrophe."""
    return _mapped(value, lambda text: normalize("NFC", text).translate(APOSTROPHES))


def one_line(text: str) -> str:
    """Return a text without line breaks, which a field of one line has only from a forged form."""
    if not LINE_ENDS.search(text):
        return text
    return LINE_ENDS.sub(" ", text).strip()


def nfc_bytes(content: bytes) -> bytes:
    """Return the bytes of a UTF-8 text in NFC; those of anything else unchanged."""
    try:
        return str(nfc(content.decode())).encode()
    except UnicodeError:
        return content


def connect() -> None:
    """Normalise the texts of every row that is saved, those of drafts included."""
    pre_save.connect(_normalise, dispatch_uid="cms.text.normal_form")


class NormalFormMiddleware:
    """Gives views the fields, parameters and file names of a request in NFC.

    It works after Django has checked the CSRF token, which reads the body too.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer the request."""
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> None:
        """Replace what is not normalised, and nothing else.

        NUL, which no database can look up, is taken out of parameters; an address with it has no
        page. A view without CSRF protection (GraphQL) reads its body by itself, and answers what
        is wrong with the body or the parameters in its own form.
        """
        if "\0" in request.path_info:
            raise Http404
        if "%" in request.META.get("QUERY_STRING", ""):
            with suppress(TooManyFieldsSent):
                request.GET = _normalised(request.GET)  # type: ignore[assignment]  # replaceable
        if request.path in settings.CMS_PUBLIC_ADDRESSES:
            return
        if "%00" in request.META.get("QUERY_STRING", ""):
            request.GET = _without_nul(request.GET)  # type: ignore[assignment]  # as above
        if getattr(view, "csrf_exempt", False):
            return
        # Django finds fields in forms alone, and leaves other bodies to the view.
        request.POST = _normalised(request.POST)  # type: ignore[assignment]  # as above
        for _name, files in request.FILES.lists():
            for file in files:
                file.name = nfc(file.name)


def _normalised(values: QueryDict) -> QueryDict:
    copy: QueryDict | None = None
    for name, texts in values.lists():
        normal = nfc(texts)
        if normal != texts and not any(secret in name for secret in SECRETS):
            copy = values.copy() if copy is None else copy
            copy.setlist(name, normal)
    return values if copy is None else copy


def _without_nul(values: QueryDict) -> QueryDict:
    copy = values.copy()
    for name, texts in values.lists():
        copy.setlist(name, [text.replace("\0", "") for text in texts])
    return copy


def normalise_row(row: models.Model) -> list[str]:
    """Put the texts of a row into NFC, without saving it; return the names of what changes."""
    model = type(row)
    changed = []
    for field in model._meta.concrete_fields:
        if field.attname not in row.__dict__ or field.name == "password":
            continue  # a deferred column is not read for this
        value = row.__dict__[field.attname]
        if isinstance(field, StreamField):
            stored = field.get_prep_value(getattr(row, field.attname))
            value, normal = stored, nfc(stored)
            normal = field.to_python(normal) if normal != stored else stored
        elif isinstance(field, models.FileField):
            file = getattr(row, field.attname)
            if file and not file._committed:
                file.name = nfc(file.name)
            continue
        elif isinstance(field, models.CharField | models.TextField | models.JSONField):
            normal = _content(value) if model is Revision else nfc(value)
            if isinstance(row, Revision) and field.name == "content":
                normal = _with_titles_of_one_line(row, normal)
            elif isinstance(field, models.CharField) and isinstance(normal, str):
                normal = one_line(normal)
        else:
            continue
        if normal is not value and normal != value:
            setattr(row, field.attname, normal)
            changed.append(field.attname)
    return changed


def _normalise(instance: models.Model, **kwargs: Any) -> None:
    normalise_row(instance)


def _content(value: Any) -> Any:
    """Return a version's content in NFC; the JSON of a stream in it has its letters escaped."""

    def normalise(text: str) -> str:
        if text[:1] in ("[", "{") and "\\u03" in text:
            try:
                return json.dumps(nfc(json.loads(text)))
            except (ValueError, RecursionError):  # a text that only looks like JSON
                pass
        return normalize("NFC", text)

    return _mapped(value, normalise)


def _with_titles_of_one_line(version: Revision, content: Any) -> Any:
    if not version.content_type_id or not isinstance(content, dict):
        return content
    model = ContentType.objects.get_for_id(version.content_type_id).model_class()
    if model is None:
        return content
    names = {f.name for f in model._meta.concrete_fields if isinstance(f, models.CharField)}
    return {
        name: one_line(value) if name in names and isinstance(value, str) else value
        for name, value in content.items()
    }


def _mapped(value: Any, change: Callable[[str], str]) -> Any:
    if isinstance(value, str):
        return change(value)
    if isinstance(value, list | tuple):
        return type(value)(_mapped(each, change) for each in value)
    if isinstance(value, dict):
        return {_mapped(name, change): _mapped(each, change) for name, each in value.items()}
    return value
