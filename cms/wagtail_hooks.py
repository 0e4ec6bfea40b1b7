"""What the capability adds to Wagtail's admin."""

from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from cms.preview.admin import CLOSE_ALL, GrantsView, RevokeView


@hooks.register("register_admin_urls")
def register_preview_urls() -> list[URLPattern]:
    """Return the addresses of the open previews."""
    return [
        path("previews/", GrantsView.as_view(), name="preview_grants"),
        path(
            "previews/results/",
            GrantsView.as_view(results_only=True),
            name="preview_grants_results",
        ),
        path("previews/<int:pk>/revoke/", RevokeView.as_view(), name="preview_grant_revoke"),
    ]


@hooks.register("register_permissions")
def register_preview_permission() -> QuerySet[Permission]:
    """Return the right to close the previews of others, so that a group can have it."""
    app, codename = CLOSE_ALL.split(".")
    return Permission.objects.filter(content_type__app_label=app, codename=codename)


@hooks.register("register_settings_menu_item")
def register_previews_menu_item() -> MenuItem:
    """Return the entry of the open previews."""
    return MenuItem(
        _("Aperçus en cours"),
        reverse("preview_grants"),
        name="preview-grants",
        icon_name="view",
        order=900,
    )
