"""Requests to the admin that no page of it makes: they are answered with 400, and not with 500."""

import re
from collections.abc import Callable

from django.core.exceptions import BadRequest
from django.core.paginator import InvalidPage
from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils.datastructures import MultiValueDictKeyError

# What Wagtail reads as a number without a check (7.4), and what else its pages send in it.
NUMBERS = {"id": "all", "p": "", "parent_page_id": ""}
# Rows of one kind in a form; Django makes as many forms as the request says, each costs 50 ms.
MOST_ROWS = 100
COUNT = "-TOTAL_FORMS"
# Longer than any key of a row; SQLite takes no number of 20 digits.
MOST_DIGITS = 18
SEARCHES = {"q", "search"}
# The same in forms: how many blocks a stream has, their order, and a version to write over.
FORM_NUMBERS = re.compile(r"-count$|-\d+-order$|^overwrite_revision_id$")
# Its `id` names a block.
OTHER_VIEW = "wagtailadmin_block_preview"


class UnreadableRequestMiddleware:
    """Refuses numbers that are none, and forms without a field that their page always sends."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response
        self.admin = reverse("wagtailadmin_home")

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer the request."""
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_view: object) -> None:
        """Raise BadRequest where a parameter or a number of rows cannot be what a page sends."""
        match = request.resolver_match
        if not request.path_info.startswith(self.admin) or (
            match and match.view_name == OTHER_VIEW
        ):
            return
        for name, counts in request.POST.lists():
            if name.endswith(COUNT) and not all(_is_small(count) for count in counts):
                raise BadRequest(f"The form has more than {MOST_ROWS} rows: {name}.")
        for name, values in request.GET.lists():
            if not all(_is_readable(name, value) for value in values):
                raise BadRequest(f"The parameter {name} is not a number that can exist.")
        for name, values in request.POST.lists():
            if FORM_NUMBERS.search(name) and not all(_is_number(name, each) for each in values):
                raise BadRequest(f"The field {name} is not a number that can exist.")

    def process_exception(self, request: HttpRequest, error: Exception) -> None:
        """Raise BadRequest where a view misses a field of the form, or a page of its list."""
        if isinstance(error, MultiValueDictKeyError | InvalidPage):
            raise BadRequest(f"The request asks for what is not there: {error}") from error


def _is_small(count: str) -> bool:
    return count.isascii() and count.isdecimal() and int(count[:9]) <= MOST_ROWS


def _is_readable(name: str, value: str) -> bool:
    is_number = value.isascii() and value.isdecimal()
    if name in NUMBERS and not is_number:
        return value == NUMBERS[name]
    return name in SEARCHES or not is_number or len(value) <= MOST_DIGITS


def _is_number(name: str, value: str) -> bool:
    if not value:
        return name == "overwrite_revision_id"
    return value.isascii() and value.isdecimal() and len(value) <= MOST_DIGITS
