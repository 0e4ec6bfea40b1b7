"""The API by which the admin's menu reads pages: it names readable ones alone, and changes nothing.

Its actions (copy, move, publish, delete, …) ask for Wagtail's rights alone, and no page of the
admin sends them.
"""

from typing import Any

from rest_framework.fields import SerializerMethodField
from wagtail.admin.api.serializers import (
    AdminPageSerializer,
    PageAncestorsField,
    PageTranslationsField,
)
from wagtail.admin.api.views import PagesAdminAPIViewSet
from wagtail.api.v2.serializers import get_serializer_class
from wagtail.models import Page

from cms.admin.page_choosing import with_known_title
from cms.admin.readable_rows import readable_pages


def limit_page_api() -> None:
    """Have the API name readable pages, and refuse every action like one that is missing."""
    PagesAdminAPIViewSet.base_serializer_class = ReadablePageSerializer
    PagesAdminAPIViewSet.actions = {}


class _ReadablePagesMixin:
    """Pages around another one: those that the person may read."""

    context: dict[str, Any]
    meta = ["type", "detail_url", "html_url"]

    def _serialized(self, pages: Any, *fields: str) -> Any:
        readable = pages.filter(pk__in=readable_pages(self.context["request"].user).values("pk"))
        meta = [*self.meta, *fields]
        serializer = get_serializer_class(
            Page,
            ["id", *meta, "title", "admin_display_title"],
            meta_fields=meta,
            base=ReadablePageSerializer,
        )
        return serializer(context=self.context, many=True).to_representation(readable)


class _Ancestors(_ReadablePagesMixin, PageAncestorsField):
    def to_representation(self, page: Page) -> Any:
        return self._serialized(page.get_ancestors())


class _Translations(_ReadablePagesMixin, PageTranslationsField):
    def to_representation(self, page: Page) -> Any:
        return self._serialized(page.get_translations(), "locale")


class ReadablePageSerializer(AdminPageSerializer):
    """A page by a title that the person may read, with the readable pages around it."""

    ancestors = _Ancestors(read_only=True)
    translations = _Translations(read_only=True)
    admin_display_title = SerializerMethodField()

    def get_admin_display_title(self, page: Page) -> str:
        """Return the draft title for who may edit the page, and the published one for others."""
        known = with_known_title(self.context["request"].user, page)
        title: str = known.get_admin_display_title()
        return title
