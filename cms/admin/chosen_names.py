"""Chosen rows in forms and drafts of the admin: those that are hidden have no name.

A form draws the title of every key that it holds, also of one that was posted by hand. Of a page,
file or snippet that the person may not read, the key alone is drawn, so that saving the form keeps
the choice.
"""

from collections.abc import Callable, Iterable
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

from django.forms import ModelMultipleChoiceField
from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _
from wagtail.admin.compare import ForeignObjectComparison, M2MFieldComparison
from wagtail.admin.widgets import BaseChooser
from wagtail.blocks import PageChooserBlock
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageChooserBlock
from wagtail.models import DraftStateMixin, Page
from wagtail.rich_text.pages import PageLinkHandler
from wagtail.snippets.blocks import SnippetChooserBlock
from wagtail.snippets.models import get_snippet_models

from cms.admin.page_choosing import readable_pages
from cms.models.media import CustomDocument, CustomImage
from cms.translation.permissions import SourceAccess

FILES = (CustomImage, CustomDocument)
_request: ContextVar[HttpRequest | None] = ContextVar("request", default=None)


def remember_request(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """Return the middleware by which forms know whom they are drawn for."""
    admin = SimpleLazyObject(lambda: reverse("wagtailadmin_home"))

    def middleware(request: HttpRequest) -> HttpResponseBase:
        if not request.path_info.startswith(str(admin)):
            return get_response(request)
        token = _request.set(request)
        try:
            return get_response(request)
        finally:
            _request.reset(token)

    return middleware


def current_request() -> HttpRequest | None:
    """Return the request of the admin that is being answered."""
    return _request.get()


def hide_unreadable_choices() -> None:
    """Have Wagtail's choosers and comparisons draw no name of what the person may not read."""
    BaseChooser.get_value_data = _value_data
    for block in (PageChooserBlock, DocumentChooserBlock, ImageChooserBlock, SnippetChooserBlock):
        block.render_basic = _render_if_readable(block.render_basic)
    M2MFieldComparison.get_items = _in_both(M2MFieldComparison.get_items)
    ForeignObjectComparison.get_objects = _in_both(ForeignObjectComparison.get_objects)


def hide_unreadable_options(form: Any) -> None:
    """Have the lists of a form offer snippets that its user may read, and keep what is chosen."""
    if form.for_user is None:
        return
    access = SourceAccess(form.for_user)
    for name, field in form.fields.items():
        options: Any = field if isinstance(field, ModelMultipleChoiceField) else None
        if options is None or options.queryset.model not in _snippets():
            continue
        chosen = [row.pk for row in form.initial.get(name) or ()]
        rows = options.queryset
        readable = rows.filter(access.readable_snippets(rows.model))
        options.queryset = readable | rows.filter(pk__in=chosen)
        options.label_from_instance = lambda row: str(row) if access.allows(row) else _hidden()


def readable_keys(model: type[Any], keys: Iterable[Any]) -> set[Any]:
    """Return the keys of the rows that the person whom a form is for may read."""
    request = _request.get()
    if request is None or request.user.is_superuser:
        return set(keys)
    if issubclass(model, Page):
        return set(readable_pages(request.user).filter(pk__in=keys).values_list("pk", flat=True))
    if model in _snippets():
        rows = model._default_manager.filter(SourceAccess(request.user).readable_snippets(model))
        return set(rows.filter(pk__in=keys).values_list("pk", flat=True))
    files = model._default_manager.filter(pk__in=keys).select_related("collection")
    return {file.pk for file in files if _may_read(request, file)}


def is_readable(instance: Any) -> bool:
    """Return whether the person whom a form or a draft is shown to may read what it names."""
    model = Page if isinstance(instance, Page) else type(instance)
    is_guarded = model is Page or model in FILES or model in _snippets()
    return not is_guarded or bool(readable_keys(model, [instance.pk]))


def known_name(instance: Any) -> str:
    """Return the name of a row, or that the person may not read it."""
    return str(instance) if is_readable(instance) else _hidden()


class ReadablePageLinkHandler(PageLinkHandler):
    """Links of rich text in drafts, without address where the person may not read the page."""

    @classmethod
    def get_many(cls, attrs_list: list[dict[str, str]]) -> list[Page | None]:
        """Return the linked pages, None for those that are missing or not to be read."""
        pages: list[Page | None] = super().get_many(attrs_list)
        known = readable_keys(Page, [page.pk for page in pages if page])
        return [page if page and page.pk in known else None for page in pages]


def _snippets() -> list[Any]:
    """Return the models of snippets that have drafts."""
    return [model for model in get_snippet_models() if issubclass(model, DraftStateMixin)]


def _hidden() -> str:
    return _("Contenu auquel vous n’avez pas accès")


@dataclass(frozen=True)
class _Unnamed:
    """What a comparison shows of a row that the person may not read."""

    key: Any

    def __str__(self) -> str:
        return _hidden()


def _in_both(find: Callable[..., Any]) -> Callable[..., Any]:
    def find_named(comparison: Any) -> Any:
        before, after = find(comparison)
        if isinstance(before, list):
            return [_named(row) for row in before], [_named(row) for row in after]
        return _named(before), _named(after)

    return find_named


def _named(row: Any) -> Any:
    return row if row is None or is_readable(row) else _Unnamed(row.pk)


def _may_read(request: HttpRequest, file: CustomImage | CustomDocument) -> bool:
    # Wagtail 8 makes the policies that it asks once all applications are there.
    from cms.media.views import is_public, may_choose

    return may_choose(request, file) or is_public(request, file)


def _render_if_readable(render: Callable[..., str]) -> Callable[..., str]:
    def render_basic(block: Any, value: Any, context: Any = None) -> str:
        if value and not is_readable(value):
            return _hidden()
        return render(block, value, context=context)

    return render_basic


def _value_data(chooser: BaseChooser, value: Any) -> dict[str, Any] | None:
    instance = chooser.get_instance(value)
    if instance is None:
        return None
    if is_readable(instance):
        data: dict[str, Any] = chooser.get_value_data_from_instance(instance)
        return data
    return {
        "id": instance.pk,
        "edit_url": None,
        chooser.display_title_key: _hidden(),
        "parent_id": None,  # of pages
        "preview": {"url": "", "width": 0, "height": 0},  # of images, as the next
        "default_alt_text": "",
    }
