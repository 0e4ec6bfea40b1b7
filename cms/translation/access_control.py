"""Snippets in the admin, language by language.

Wagtail asks in each view of a snippet for a right that holds of the model, whatever the language.
So every address of a translatable snippet is closed to whoever has not all languages, but for the
lists, which show what may be chosen, and what names a row or a language of their own. That of a
later version of Wagtail is closed, too.
"""

from collections.abc import Callable
from functools import lru_cache
from typing import Any

from django.apps import apps
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponseBase
from django.urls import ResolverMatch
from wagtail.admin import auth
from wagtail.models import Locale, TranslatableMixin
from wagtail.snippets.models import get_snippet_models

from cms.translation.permissions import has_all_languages, languages_of

View = Callable[..., HttpResponseBase]
LISTS = frozenset({"list", "list_results"})
CHOICES = frozenset({"choose", "choose_results", "chosen", "chosen_multiple"})
# They name the language of the row to be: without a name it is the first one.
CREATIONS = frozenset({"add", "preview_on_add"})
# Tells who else edits a row; it names the row's model and key.
PING = "wagtailadmin_editing_sessions:ping"


def keep_to_languages(view: View) -> View:
    """Return a view of the admin that is closed where it works on others' languages."""

    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        match = request.resolver_match
        if match is not None and request.user.is_authenticated:
            if match.view_name == PING and not _may_ping(request, match):
                raise Http404
            if not _is_open(request, match):
                return auth.permission_denied(request)
        return view(request, *args, **kwargs)

    return guarded


def refuse_to_part_alias(request: HttpRequest, page: Any) -> None:
    """Refuse to make a page of its own of a live alias: readers see it, as after publication."""
    if page.live and not page.permissions_for_user(request.user).can_publish():
        raise PermissionDenied


def _is_open(request: HttpRequest, match: ResolverMatch) -> bool:
    models, choosers = _namespaces()
    if match.namespace in choosers and match.url_name in CHOICES:
        return True
    model = models.get(match.namespace) or choosers.get(match.namespace)
    if model is None or (match.namespace in models and match.url_name in LISTS):
        return True
    if "pk" in match.kwargs:
        return _is_own(request.user, model, match.kwargs["pk"])
    if match.url_name in CREATIONS:
        code = request.GET.get("locale")
        found = Locale.objects.filter(language_code=code).first() if code else Locale.get_default()
        return found is None or found.pk in languages_of(request.user)
    return has_all_languages(request.user)


def _may_ping(request: HttpRequest, match: ResolverMatch) -> bool:
    names = (match.kwargs["app_label"], match.kwargs["model_name"])
    model = apps.all_models[names[0]].get(names[1])
    if model not in _translatable_snippets():
        return True
    return _is_own(request.user, model, match.kwargs["object_id"])


def _is_own(user: Any, model: Any, key: Any) -> bool:
    """Return whether a row is in a language of somebody's own; of a missing row, the view tells."""
    row = model._default_manager.filter(pk=unquote(str(key)))
    locale_id = row.values_list("locale_id", flat=True).first()
    return locale_id is None or locale_id in languages_of(user)


def _translatable_snippets() -> list[Any]:
    return [model for model in get_snippet_models() if issubclass(model, TranslatableMixin)]


@lru_cache(maxsize=1)
def _namespaces() -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the model of each namespace of addresses: of snippets, and of their choosers."""
    viewsets = {model: model.snippet_viewset for model in _translatable_snippets()}
    return (
        {viewset.url_namespace: model for model, viewset in viewsets.items()},
        {viewset.get_chooser_admin_url_namespace(): model for model, viewset in viewsets.items()},
    )
