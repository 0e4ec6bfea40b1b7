"""Checks that views of Wagtail's admin lack, of requests that no page of it sends."""

import json
import re
from typing import Any

from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from wagtail.admin.forms.choosers import URLOrAbsolutePathValidator
from wagtail.admin.views.dismissibles import DismissiblesView
from wagtail.admin.views.generic.chooser import CreateViewMixin
from wagtail.users.models import UserProfile

# Notices that somebody has closed: Wagtail has a handful, each page of the admin reads all.
MOST_NOTICES = 50
MOST_BYTES = 5000
NOTICE = re.compile(r"[\w.-]{1,100}", re.ASCII)
VERSION = re.compile(r"[\w.+-]{0,100}", re.ASCII)


def check_views() -> None:
    """Have the form of an external link do without a field, and choosers without a form."""
    URLOrAbsolutePathValidator.is_absolute_path = staticmethod(_is_absolute_path)
    create = CreateViewMixin.dispatch

    def dispatch(view: Any, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if view.get_creation_form_class() is None:  # rows of this model are made elsewhere
            raise Http404
        answer: HttpResponse = create(view, request, *args, **kwargs)
        return answer

    CreateViewMixin.dispatch = dispatch


class BoundedDismissiblesView(DismissiblesView):
    """Stores which notices somebody has closed."""

    def patch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> JsonResponse:
        """Raise BadRequest for anything but a few names, each with a version or yes or no."""
        try:
            notices = json.loads(request.body) if len(request.body) <= MOST_BYTES else None
        except (ValueError, RecursionError) as error:
            raise BadRequest("The notices are no JSON.") from error
        if not isinstance(notices, dict) or not all(map(_is_notice, notices, notices.values())):
            raise BadRequest("The notices are no names with a version, or yes or no.")
        if len(UserProfile.get_for_user(request.user).dismissibles | notices) > MOST_NOTICES:
            raise BadRequest(f"More than {MOST_NOTICES} notices.")
        answer: JsonResponse = super().patch(request, *args, **kwargs)
        return answer


def _is_notice(name: str, value: Any) -> bool:
    is_version = isinstance(value, str) and VERSION.fullmatch(value)
    return bool(NOTICE.fullmatch(name)) and (isinstance(value, bool) or bool(is_version))


def _is_absolute_path(value: str | None) -> bool:
    return (value or "").startswith("/")
