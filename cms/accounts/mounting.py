"""Addresses mounted before Wagtail's own: logging in leads to ours, its test page to none."""

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
    # Wagtail's fails on purpose for anybody, and each time the operator gets a report.
    path("failwhale/", _missing, name="wagtailadmin_error_test"),
    re_path(
        r"^password_reset/",
        RedirectView.as_view(pattern_name="account_reset_password"),
        name="wagtailadmin_password_reset",
    ),
]
