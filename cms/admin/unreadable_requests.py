"""Requests to the admin that no page of it makes: they are answered with 400, and not with 500."""

import re
from collections.abc import Callable
from typing import Any

from django.apps import apps
from django.core.exceptions import BadRequest, ObjectDoesNotExist, ValidationError
from django.core.paginator import InvalidPage
from django.db import IntegrityError
from django.http import Http404, HttpRequest, HttpResponseBase, QueryDict
from django.urls import reverse
from django.utils.datastructures import MultiValueDictKeyError
from wagtail.models import Page

# What Wagtail reads as a number without a check (7.4), and what else its pages send in it.
NUMBERS = {"id": "all", "p": "", "parent_page_id": ""}
# Rows of one kind in a form; Django makes as many forms as the request says, each costs 50 ms.
MOST_ROWS = 100
# The form of a page refuses fewer comments than this, and keeps the text (`cms.admin.comments`).
# A page can have more from before that limit.
MOST_COMMENT_ROWS = 500
COMMENTS = re.compile(r"comments(-\d+-replies)?-TOTAL_FORMS")
# Rows of all kinds in one form.
MOST_ROWS_IN_ALL = 1_000
COUNT = "-TOTAL_FORMS"
# Longer than any key of a row; SQLite takes no number of 20 digits.
MOST_DIGITS = 18
SEARCHES = {"q", "search"}
# The same in forms: how many blocks a stream has, their order, and a version to write over.
FORM_NUMBERS = re.compile(r"-count$|-\d+-order$|^overwrite_revision_id$")
# What the page of an image's addresses asks for; Wagtail divides by a height of 0.
SIDE = "[1-9][0-9]{0,4}"
FILTER = re.compile(
    rf"original|(width|height)-{SIDE}|(min|max|fill)-{SIDE}x{SIDE}(-c[0-9]{{1,3}})?"
)
BULK = "wagtail_bulk_action"
# What Django says of a key that is none, wherever it is looked for.
NO_KEY = re.compile(r"Field '\w+' expected a number but got (.*)\.", re.DOTALL)
# An `id` that names a block, and a `next` that is passed by where it is no address.
OTHER_VIEWS = {"wagtailadmin_block_preview", "wagtailadmin_login", "wagtailadmin_logout"}


class UnreadableRequestMiddleware:
    """Refuses numbers that are none, and forms without a field that their page always sends."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response
        self.admin = reverse("wagtailadmin_home")

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer the request."""
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, _view: object, _args: object, named: dict[str, Any]
    ) -> None:
        """Raise BadRequest or Http404 where an address or a form cannot be what a page sends."""
        match = request.resolver_match
        if not request.path_info.startswith(self.admin) or (
            match and match.view_name in OTHER_VIEWS
        ):
            return
        if "filter_spec" in named and not FILTER.fullmatch(named["filter_spec"]):
            raise BadRequest(f"No page asks for an image so: {named['filter_spec']}.")
        if Page.objects.filter(pk=named.get("page_to_move_id"), depth=1).exists():
            raise Http404  # the root has no siblings among which it could be moved
        if not _is_of_page(named):
            raise Http404
        if _is_replaced(named.get("app_label"), named.get("model_name")):
            raise BadRequest("Another model stands for the one of the address.")
        _check_rows(request.POST)
        for name, values in request.GET.lists():
            if not all(_is_readable(name, value) for value in values):
                raise BadRequest(f"The parameter {name} is not a number that can exist.")
        for name, values in request.POST.lists():
            if FORM_NUMBERS.search(name) and not all(_is_number(name, each) for each in values):
                raise BadRequest(f"The field {name} is not a number that can exist.")
        if any(
            way and "/" not in way
            for way in [*request.GET.getlist("next"), *request.POST.getlist("next")]
        ):
            raise BadRequest("The parameter next is no address.")

    def process_exception(self, request: HttpRequest, error: Exception) -> None:
        """Raise BadRequest where a view misses a field, a page of its list, a row, or a key."""
        match = request.resolver_match
        # Bulk actions look up the parent page on GET too.
        looks_up_row = request.method == "POST" or (match and match.url_name == BULK)
        is_missing = isinstance(error, MultiValueDictKeyError | InvalidPage) or (
            isinstance(error, ObjectDoesNotExist) and looks_up_row
        )
        if (
            is_missing
            or _names_no_key(request, error)
            or (isinstance(error, IntegrityError) and _stores_rows_anew(request))
        ):
            raise BadRequest(f"The request asks for what is not there: {error}") from error


def _is_of_page(named: dict[str, Any]) -> bool:
    """Return whether the type of page that an address names, if it does, is one of pages."""
    if "content_type_model_name" not in named:
        return True
    try:
        model = apps.get_model(named["content_type_app_name"], named["content_type_model_name"])
    except LookupError:  # the view says so
        return True
    return issubclass(model, Page)


def _check_rows(form: QueryDict) -> None:
    """Raise BadRequest if a form claims more rows than any page sends."""
    in_all = 0
    for name, counts in form.lists():
        if not name.endswith(COUNT):
            continue
        most = MOST_COMMENT_ROWS if COMMENTS.fullmatch(name) else MOST_ROWS
        if not all(_is_at_most(most, count) for count in counts):
            raise BadRequest(f"The form has more than {most} rows: {name}.")
        in_all += max(map(int, counts))
    if in_all > MOST_ROWS_IN_ALL:
        raise BadRequest(f"The form has {in_all} rows, which is more than {MOST_ROWS_IN_ALL}.")


def _is_at_most(most: int, count: str) -> bool:
    is_number = count.isascii() and count.isdecimal() and len(count) <= MOST_DIGITS
    return is_number and int(count) <= most


def _is_readable(name: str, value: str) -> bool:
    if "\0" in value:  # taken out before, but for the API of the admin
        return False
    is_number = value.isascii() and value.isdecimal()
    if name in NUMBERS and not is_number:
        return value == NUMBERS[name]
    return name in SEARCHES or not is_number or len(value) <= MOST_DIGITS


def _is_number(name: str, value: str) -> bool:
    if not value:
        return name == "overwrite_revision_id"
    return value.isascii() and value.isdecimal() and len(value) <= MOST_DIGITS


def _is_replaced(app_label: Any, model_name: Any) -> bool:
    """Return whether an address names Django's own model of accounts, which has no table."""
    try:
        return bool(apps.get_model(app_label, model_name)._meta.swapped)
    except (LookupError, ValueError, AttributeError):  # the view says so, or there is no name
        return False


def _names_no_key(request: HttpRequest, error: Exception) -> bool:
    """Return whether a view has looked for a row by something of the request that is no key."""
    found = NO_KEY.fullmatch(str(error)) if isinstance(error, ValueError) else None
    # The error of one value, of a row or a filter; those of a form have one for each field.
    is_of_value = isinstance(error, ValidationError) and hasattr(error, "message")
    params = (error.params or {}) if is_of_value else {}  # type: ignore[attr-defined]
    value = found[1] if found else repr(params.get("value"))
    match = request.resolver_match
    if match is None:
        return False
    sent = [
        value
        for data in (request.GET, request.POST)
        for _name, values in data.lists()
        for value in values
    ]
    return value in {repr(value) for value in [*sent, *match.kwargs.values()]}


def _stores_rows_anew(request: HttpRequest) -> bool:
    """Return whether a form calls rows new that have a key: it says of fewer that they are old."""
    return any(
        request.POST.get(f"{prefix}-{number}-id")
        for name, old in request.POST.items()
        if (prefix := str(name).removesuffix("-INITIAL_FORMS")) != name
        for number in range(int(str(old)[:9]) if str(old).isdecimal() else 0, MOST_COMMENT_ROWS)
    )
