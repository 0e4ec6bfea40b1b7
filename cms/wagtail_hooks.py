"""What the capability adds to Wagtail's admin."""

from django.templatetags.static import static
from django.urls import URLPattern, path
from django.utils.html import format_html
from wagtail import hooks

from cms.translation.gate import refuse_other_languages, refuse_to_part_alias
from cms.translation.views import UpToDateView

hooks.register("before_bulk_action", refuse_other_languages)
hooks.register("before_convert_alias_page", refuse_to_part_alias)


@hooks.register("register_admin_urls")
def register_urls() -> list[URLPattern]:
    """Return the addresses of the capability's own views."""
    return [
        path(
            "translation/up-to-date/<slug:app_label>/<slug:model_name>/<int:pk>/",
            UpToDateView.as_view(),
            name="translation_up_to_date",
        )
    ]


@hooks.register("insert_global_admin_css")
def add_stylesheet() -> str:
    """Return the link to the stylesheet of translations."""
    return format_html('<link rel="stylesheet" href="{}">', static("cms/translation/panel.css"))
