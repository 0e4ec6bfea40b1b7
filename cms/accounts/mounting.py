"""URL patterns that replace Wagtail's: login views redirect to ours, the error test is a 404."""

from django.http import Http404, HttpRequest, HttpResponseBase
from django.urls import path, re_path
from django.views.generic import RedirectView


def _missing(request: HttpRequest) -> HttpResponseBase:
    raise Http404


replaced_admin_patterns = [
    path(
        "login/",
        RedirectView.as_view(pattern_name="account_login", query_string=True),
        name="wagtailadmin_login",
    ),
    # Any user could make Wagtail's view fail, which reports an error to the operator each time.
    path("failwhale/", _missing, name="wagtailadmin_error_test"),
    re_path(
        r"^password_reset/",
        RedirectView.as_view(pattern_name="account_reset_password"),
        name="wagtailadmin_password_reset",
    ),
]
