"""What the capability adds to Wagtail's admin."""

from typing import Any

from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from cms.accounts.admin import LoginPanel
from cms.accounts.users import AssignRole, DeleteAccounts, SetActiveState
from cms.admin.bulk_publishing import PublishEachPage
from cms.admin.bulk_rows import MoveReadablePages, name_readable_rows
from cms.admin.chosen_names import ReadablePageLinkHandler, hide_unreadable_choices
from cms.admin.column_labels import name_columns
from cms.admin.comments import check_comments, exclude_comments_from_references
from cms.admin.copying import (
    clear_copied_identity,
    keep_form_without_parent,
    report_uncopied_fields,
)
from cms.admin.deletion import (
    refuse_deletion,
    refuse_held_move,
    refuse_pages,
    refuse_snippets,
)
from cms.admin.notified_people import notify_permitted_people
from cms.admin.page_api import limit_page_api
from cms.admin.page_choosing import keep_readable_pages, refuse_unallowed_move
from cms.admin.page_languages import refuse_move
from cms.admin.page_places import refuse_long_move, refuse_long_moves
from cms.admin.snippet_choosing import hide_foreign_snippets
from cms.admin.view_checks import check_views
from cms.media.known_tags import hide_unknown_tags
from cms.media.public_files import refuse_bulk_change, release_moved
from cms.media.tags import TagManyDocuments, TagManyImages
from cms.preview.admin import CLOSE_ALL, GrantsView, RevokeView
from cms.preview.checks import check_across_origins
from cms.scheduling.admin import ScheduleFailuresPanel, mark_failures
from cms.translation.access_control import refuse_to_part_alias
from cms.translation.exchange.admin import exchange_urls, name_log_actions
from cms.translation.report import (
    MyTranslationsPanel,
    TranslationReportMenuItem,
    TranslationReportView,
)
from cms.translation.shared_fields import SHARED_FIELDS_ACTION
from cms.translation.views import UpToDateView
from cms.webhooks.admin import DeliveriesMenuItem, DeliveriesView, SendAgainView

name_columns()
hide_unreadable_choices()
limit_page_api()
hide_foreign_snippets()
name_readable_rows()
check_views()
check_comments()
exclude_comments_from_references()
notify_permitted_people()
hide_unknown_tags()


@hooks.register("register_rich_text_features", order=10)
def register_readable_links(features: Any) -> None:
    """Draw links of drafts by a handler of our own."""
    features.register_link_type(ReadablePageLinkHandler)


hooks.register("register_account_settings_panel", LoginPanel)
# After Wagtail's own, which they replace.
for bulk_action in (
    AssignRole,
    SetActiveState,
    DeleteAccounts,
    PublishEachPage,
    MoveReadablePages,
    TagManyImages,
    TagManyDocuments,
):
    hooks.register("register_bulk_action", bulk_action, order=1)
hooks.register("construct_wagtail_userbar", check_across_origins)
hooks.register("before_move_page", refuse_unallowed_move, order=-1)
hooks.register("before_move_page", refuse_move)
hooks.register("before_bulk_action", refuse_long_moves)
hooks.register("before_move_page", refuse_long_move)
hooks.register("before_bulk_action", refuse_bulk_change)
hooks.register("after_bulk_action", release_moved)
hooks.register("before_delete_snippet", refuse_snippets)
hooks.register("before_delete_page", refuse_deletion)
hooks.register("before_move_page", refuse_held_move)
hooks.register("before_bulk_action", refuse_pages)
hooks.register("before_convert_alias_page", refuse_to_part_alias)
hooks.register("before_copy_page", keep_form_without_parent)
hooks.register("after_copy_page", report_uncopied_fields)
hooks.register("after_convert_alias_page", clear_copied_identity)
hooks.register("construct_page_chooser_queryset", keep_readable_pages)
hooks.register("register_admin_urls", exchange_urls)
hooks.register("construct_explorer_page_queryset", mark_failures)
hooks.register("register_log_actions", name_log_actions)


@hooks.register("register_admin_urls")
def register_translation_urls() -> list[URLPattern]:
    """Return the addresses of the capability's own views."""
    return [
        path(
            "translation/up-to-date/<slug:app_label>/<slug:model_name>/<int:pk>/",
            UpToDateView.as_view(),
            name="translation_up_to_date",
        ),
        path("reports/translations/", TranslationReportView.as_view(), name="translation_report"),
    ]


@hooks.register("insert_global_admin_css")
def add_stylesheets() -> str:
    """Return the links to the stylesheets of translations, notices of forms and uploads."""
    return format_html_join(
        "",
        '<link rel="stylesheet" href="{}">',
        ((static(f"cms/{name}.css"),) for name in ("translation/panel", "edit_notices", "uploads")),
    )


@hooks.register("insert_global_admin_js")
def add_start_of_widgets() -> str:
    """Return the script that starts widgets where Wagtail has inline scripts."""
    return format_html('<script src="{}"></script>', static("cms/start_widgets.js"))


@hooks.register("insert_editor_js")
def add_pace_of_preview() -> str:
    """Return the script that has the preview follow the form sooner."""
    return format_html('<script src="{}"></script>', static("cms/preview_pace.js"))


@hooks.register("register_reports_menu_item")
def register_report_menu_item() -> MenuItem:
    """Return the entry of the report of translations."""
    return TranslationReportMenuItem(
        _("Traductions"),
        reverse("translation_report"),
        name="translations",
        icon_name="globe",
        order=610,
    )


@hooks.register("construct_homepage_panels")
def add_my_translations(request: HttpRequest, panels: list[Any]) -> None:
    """Add somebody's own translations to the admin's home page, and what failed at its time."""
    panels.append(MyTranslationsPanel(request))
    panels.append(ScheduleFailuresPanel(request))


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


@hooks.register("register_admin_urls")
def register_webhook_urls() -> list[URLPattern]:
    """Return the addresses of the webhook deliveries."""
    return [
        path("webhooks/", DeliveriesView.as_view(), name="webhook_deliveries"),
        path(
            "webhooks/results/",
            DeliveriesView.as_view(results_only=True),
            name="webhook_deliveries_results",
        ),
        path("webhooks/<uuid:pk>/again/", SendAgainView.as_view(), name="webhook_delivery_again"),
    ]


@hooks.register("register_permissions")
def register_webhook_permissions() -> QuerySet[Permission]:
    """Return the rights to see deliveries and to send them again, so that a group can have them."""
    return Permission.objects.filter(
        content_type__app_label="cms", content_type__model="webhookdelivery"
    )


@hooks.register("register_reports_menu_item")
def register_webhooks_menu_item() -> MenuItem:
    """Return the entry of the webhook deliveries."""
    return DeliveriesMenuItem(
        _("Notifications envoyées"),
        reverse("webhook_deliveries"),
        name="webhook-deliveries",
        icon_name="link-external",
        order=900,
    )


@hooks.register("register_log_actions")
def register_log_actions(actions: Any) -> None:
    """Name in a translation's history what it took from its source."""
    actions.register_action(
        SHARED_FIELDS_ACTION, _("Reprendre les faits de la source"), _("Faits repris de la source")
    )
