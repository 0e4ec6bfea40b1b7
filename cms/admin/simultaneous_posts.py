"""Forms of the admin that two people send at the same moment, or one person twice."""

import logging

from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from cms.accounts.before_views import GetResponse
from cms.accounts.held_forms import hold_waiting, is_from_page
from cms.tree_lock import TreeBusyError

logger = logging.getLogger(__name__)
REFUSED = (IntegrityError, ValidationError)


def read_again(get_response: GetResponse) -> GetResponse:
    """Return a middleware: what another request has made impossible meanwhile is validated again.

    What waits in vain for another change of the pages is held, to be sent once more.
    Between a form's checks and its save another one may take the slug, the name or the review. The
    form is then read once more, and shown with what its own checks say.
    """

    def middleware(request: HttpRequest) -> HttpResponseBase:
        return get_response(request)

    def process_exception(request: HttpRequest, error: Exception) -> HttpResponseBase | None:
        if isinstance(error, TreeBusyError):
            return _busy(request)
        match = request.resolver_match
        if (
            not isinstance(error, REFUSED)
            or match is None
            or request.method != "POST"
            or not request.path_info.startswith(reverse("wagtailadmin_home"))
        ):
            return None
        for files in request.FILES.lists():
            for file in files[1]:
                file.seek(0)
        try:
            answer: HttpResponseBase = match.func(request, *match.args, **match.kwargs)
        except TreeBusyError:
            return _busy(request)
        except REFUSED:
            logger.exception(
                "A form can't be saved, and its checks don't say why: %s", request.path
            )
            return _conflict(request)
        return answer

    middleware.process_exception = process_exception  # type: ignore[attr-defined]  # Django looks for it here
    return middleware


def _busy(request: HttpRequest) -> HttpResponse:
    return hold_waiting(request) if is_from_page(request) else _conflict(request)


def _conflict(request: HttpRequest) -> HttpResponse:
    if request.accepts("text/html"):
        return render(request, "409.html", status=409)
    text = _("Quelqu’un d’autre enregistre au même moment : réessayez dans quelques instants.")
    answer = {"success": False, "error_code": "conflict", "error_message": text}
    return JsonResponse(answer, status=409)
