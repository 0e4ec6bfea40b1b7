"""Which rows the person at a form of the admin may read, and what stands for the others.

Models import this module by their forms. Wagtail 8 loads its page model where the views and the
rich text of pages are imported, so that none of these can be imported here.
"""

from collections.abc import Callable, Iterable
from contextvars import ContextVar
from typing import Any

from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db.models import QuerySet
from django.forms import ModelMultipleChoiceField
from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _
from wagtail.models import DraftStateMixin, Page, TranslatableMixin
from wagtail.permission_policies.pages import PagePermissionPolicy
from wagtail.snippets.models import get_snippet_models

from cms.models.media import CustomDocument, CustomImage
from cms.translation.permissions import SourceAccess, languages_of

EDITING = {"add", "change", "publish", "lock", "unlock"}
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


def readable_pages(user: Any) -> QuerySet[Page]:
    """Return the visible pages, and those that the user may edit."""
    # Models reach this module by their forms, and visibility imports models.
    from cms.delivery.visibility import visibility_on_all_sites

    visible = Page.objects.filter(visibility_on_all_sites().pages())
    return visible | PagePermissionPolicy().instances_user_has_any_permission_for(user, EDITING)


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


def may_change_or_publish(user: Any, row: Any) -> bool:
    """Return whether a user may change or publish a page or a snippet, its language considered."""
    if isinstance(row, Page):
        rights = row.permissions_for_user(user)
        return bool(rights.can_edit() or rights.can_publish())
    policy = row.snippet_viewset.permission_policy
    if not policy.user_has_any_permission_for_instance(user, ["change", "publish"], row):
        return False
    return not isinstance(row, TranslatableMixin) or row.locale_id in languages_of(user)


def known_name(instance: Any) -> str:
    """Return the name of a row, or that the person may not read it."""
    return str(instance) if is_readable(instance) else hidden_name()


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
        options.label_from_instance = lambda row: str(row) if access.allows(row) else hidden_name()


def refuse_unreadable_files(form: Any) -> None:
    """Add an error for each field that newly names an image or a document without a right to it.

    Choosers offer no such file, but a form takes any key. The error stands above the form, because
    Wagtail shows none of a text made of blocks.
    """
    for name, value in list(form.cleaned_data.items()):
        new = _files(form, name, value) - _files(form, name, form.initial.get(name))
        for model in FILES:
            keys = {key for kind, key in new if kind is model}
            if keys - {str(key) for key in readable_keys(model, keys)}:
                text = _(
                    "%(field)s : un fichier choisi n’existe plus, ou vous n’y avez pas accès. "
                    "Choisissez-en un autre."
                )
                label = {"field": form.fields[name].label}
                form.add_error(None, ValidationError(text, code="unreadable_file", params=label))


def _files(form: Any, name: str, value: Any) -> set[tuple[type[Any], str]]:
    """Return the models and keys of the images and documents that the value of a field names."""
    try:
        field = form._meta.model._meta.get_field(name)
    except FieldDoesNotExist:
        return set()
    if field.related_model in FILES and value:
        return {(field.related_model, str(getattr(value, "pk", value)))}
    if value is None or not hasattr(field, "extract_references"):
        return set()
    return {(model, str(key)) for model, key, *_path in field.extract_references(value)}


def _snippets() -> list[Any]:
    """Return the models of snippets that have drafts."""
    return [model for model in get_snippet_models() if issubclass(model, DraftStateMixin)]


def hidden_name() -> str:
    """Return what stands for the name of what the person may not read."""
    return _("Contenu auquel vous n’avez pas accès")


def _may_read(request: HttpRequest, file: CustomImage | CustomDocument) -> bool:
    # Models reach this module by their forms, and visibility imports models.
    from cms.media.views import is_public, may_choose

    return may_choose(request, file) or is_public(request, file)
