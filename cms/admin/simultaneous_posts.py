"""Forms of the admin that two people send at the same moment, or one person twice."""

import logging

from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from cms.accounts.before_views import GetResponse

logger = logging.getLogger(__name__)
REFUSED = (IntegrityError, ValidationError)


def read_again(get_response: GetResponse) -> GetResponse:
    """Return a middleware: what another request has made impossible meanwhile is validated again.

    Between a form's checks and its save another one may take the slug, the name or the review. The
    form is then read once more, and shown with what its own checks say.
    """

    def middleware(request: HttpRequest) -> HttpResponseBase:
        return get_response(request)

    def process_exception(request: HttpRequest, error: Exception) -> HttpResponseBase | None:
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
        except REFUSED:
            logger.exception(
                "A form can't be saved, and its checks don't say why: %s", request.path
            )
            return conflict(request)
        return answer

    middleware.process_exception = process_exception  # type: ignore[attr-defined]  # Django looks for it here
    return middleware


def conflict(request: HttpRequest) -> HttpResponse:
    """Return what is said of a form that another change has kept from being saved."""
    if request.accepts("text/html"):
        return render(request, "409.html", status=409)
    text = _("Quelqu’un d’autre enregistre au même moment : réessayez dans quelques instants.")
    answer = {"success": False, "error_code": "conflict", "error_message": text}
    return JsonResponse(answer, status=409)
