"""« Translate »: a draft in each language in which somebody may write.

Wagtail asks for the right to change the source, and then makes a copy in any language: here it is
the other way round.
"""

from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from wagtail.admin import messages
from wagtail.contrib.simple_translation.views import (
    SubmitPageTranslationView,
    SubmitSnippetTranslationView,
)
from wagtail.models import Locale, Page

from cms.admin.page_choosing import with_known_title
from cms.translation.permissions import SourceAccess, languages_of


def page_languages(user: Any, page: Any) -> "QuerySet[Locale]":
    """Return the languages in which somebody may add a translation of a page."""
    parent = page.get_parent()
    if parent.is_root():
        may_add = parent.permissions_for_user(user).can_add_subpage()
        return Locale.objects.all() if may_add else Locale.objects.none()
    allowed = [
        place.locale_id
        for place in parent.get_translations(inclusive=True)
        if place.permissions_for_user(user).can_add_subpage()
    ]
    return Locale.objects.filter(pk__in=allowed)


class _OwnLanguagesMixin:
    """Offers, and takes, the languages in which the user may write."""

    def get_form(self) -> Any:
        """Return the form with these languages alone."""
        form = super().get_form()  # type: ignore[misc]  # of the view
        field = form.fields["locales"]
        field.queryset = field.queryset.filter(pk__in=self.languages.values("pk"))  # type: ignore[attr-defined]  # it chooses rows
        return form


class TranslatePageView(_OwnLanguagesMixin, SubmitPageTranslationView):
    """Makes the drafts of a page, or of it and all below."""

    def get_object(self) -> Any:
        """Return the source; refuse where there is no language to write in."""
        page = get_object_or_404(Page, pk=self.kwargs["page_id"]).specific
        if page.is_root():
            raise Http404
        self.languages = page_languages(self.request.user, page)
        self.access = SourceAccess(self.request.user)
        if not self.languages.exists() or not self.access.allows(page):
            raise PermissionDenied
        return with_known_title(self.request.user, page)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Create all the drafts, or none where one of them would have too long an address."""
        try:
            with transaction.atomic():
                response: HttpResponse = super().post(request, **kwargs)
                return response
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
            return redirect("wagtailadmin_pages:edit", self.kwargs["page_id"])

    def get_form(self) -> Any:
        """Return the form; it refuses to copy pages below that the user may not read."""
        form = super().get_form()
        if form.is_bound and form.is_valid() and form.cleaned_data["include_subtree"]:
            below = self.object.get_descendants().filter(alias_of=None)
            if not all(self.access.allows(page) for page in below):
                form.add_error(
                    "include_subtree",
                    _(
                        "En dessous, il y a des pages que vous ne pouvez pas lire : "
                        "traduisez les autres une à une."
                    ),
                )
        return form


class TranslateSnippetView(_OwnLanguagesMixin, SubmitSnippetTranslationView):
    """Makes the drafts of a snippet, of what is live for who may not change the source."""

    def get_object(self) -> Any:
        """Return the source; refuse where there is no language to write in."""
        draft = super().get_object()
        self.languages = Locale.objects.filter(pk__in=languages_of(self.request.user))
        source = type(draft)._default_manager.get(pk=draft.pk)
        access = SourceAccess(self.request.user)
        if not self.languages.exists() or not access.allows(source):
            raise PermissionDenied
        if access.may_change(source):
            return draft
        # Wagtail copies the draft; it notes the latest version as the one that was copied.
        source.latest_revision = source.live_revision
        return source
