"""Wagtail's own addresses for logging in lead to ours; they are mounted before Wagtail's."""

from django.urls import path, re_path
from django.views.generic import RedirectView

replaced_admin_patterns = [
    path(
        "login/",
        RedirectView.as_view(pattern_name="account_login", query_string=True),
        name="wagtailadmin_login",
    ),
    re_path(
        r"^password_reset/",
        RedirectView.as_view(pattern_name="account_reset_password"),
        name="wagtailadmin_password_reset",
    ),
]
