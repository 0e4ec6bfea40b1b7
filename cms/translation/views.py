"""Pages of the admin about one translation: saying that it is up to date."""

from typing import Any

from django.apps import apps
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.admin_url_finder import AdminURLFinder
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from cms.translation.comparison import differences, source_text
from cms.translation.permissions import SourceAccess, may_change
from cms.translation.source_tracking import SourceTracking, note_up_to_date, source_tracking_of


class TranslationView(WagtailAdminTemplateMixin, TemplateView):
    """A page of the admin about a translation, for whoever may change it now."""

    header_icon = "globe"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Refuse whoever may not change the translation now."""
        if not may_change(request.user, self.translation):
            raise PermissionDenied
        if self.following is None:
            raise Http404
        if not SourceAccess(request.user).allows(self.following.source):
            raise PermissionDenied
        lock = self.translation.get_lock()
        if lock is not None and lock.for_user(request.user):
            messages.error(request, lock.get_message(request.user))
            return redirect(self.edit_url)
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def translation(self) -> Any:
        """Return the row that the address names."""
        try:
            model = apps.get_model(self.kwargs["app_label"], self.kwargs["model_name"])
        except LookupError as error:
            raise Http404 from error
        return get_object_or_404(model, pk=self.kwargs["pk"])

    @cached_property
    def following(self) -> SourceTracking | None:
        """Return what the translation follows."""
        return source_tracking_of(self.translation)

    @property
    def edit_url(self) -> str:
        """Return where the translation is edited."""
        return str(AdminURLFinder(self.request.user).get_edit_url(self.translation))

    def get_page_subtitle(self) -> str:
        """Return the translation's name."""
        return str(self.translation)

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        """Return the way from the form."""
        return [
            *self.breadcrumbs_items,
            {"url": self.edit_url, "label": self.get_page_subtitle()},
            {"url": "", "label": str(self.page_title)},
        ]


class UpToDateView(TranslationView):
    """Shows what has changed in the source, then notes that the translation follows it."""

    template_name = "cms/translation/up_to_date.html"
    page_title = _("La traduction est à jour")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the source and its changes."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        assert self.following is not None
        context.update(
            following=self.following,
            changes=differences(self.following, self.request),
            texts=source_text(self.following, self.request),
            edit_url=self.edit_url,
            version=_version(self.following),
        )
        return context

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Note it of the version of the source that was shown, and of no later one."""
        with transaction.atomic():
            shown = self.following
            assert shown is not None
            # A publication of the source waits, or has ended.
            type(shown.source).objects.select_for_update(of=("self",)).get(pk=shown.source.pk)
            now = source_tracking_of(self.translation)
            if now is None or request.POST.get("version") != _version(now):
                messages.warning(
                    request, gettext("La source a changé entre-temps : relisez ses changements.")
                )
                return redirect(request.path)
            note_up_to_date(self.translation)
        messages.success(request, gettext("La traduction est notée à jour."))
        return redirect(self.edit_url)


def _version(found: SourceTracking) -> str:
    """Return what tells a published version of the source from the next one."""
    source = found.source
    published = source.last_published_at.isoformat() if source.last_published_at else ""
    return f"{source.live_revision_id or ''} {published}"
