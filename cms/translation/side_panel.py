"""The panel beside a translation's form: its state, the source's text, and what has changed."""

from typing import Any

from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin import messages
from wagtail.admin.ui.side_panels import BaseSidePanel
from wagtail.admin.views.pages.edit import EditView as WagtailPageEditView
from wagtail.snippets.views.snippets import EditView as WagtailSnippetEditView

from cms.translation.comparison import differences, source_text
from cms.translation.machine.backends import machine
from cms.translation.permissions import SourceAccess
from cms.translation.source_tracking import SourceTracking, source_tracking_of


class TranslationSidePanel(BaseSidePanel):
    """The panel of one translation."""

    class SidePanelToggle(BaseSidePanel.SidePanelToggle):
        """The button that opens it; it counts one where there is something to translate."""

        aria_label = _("Afficher la traduction")
        icon_name = "globe"
        counter_classname = "w-bg-critical-200"

        def get_context_data(self, parent_context: Any) -> dict[str, Any]:
            """Add the count."""
            context: dict[str, Any] = super().get_context_data(parent_context)
            found = self.panel.following
            context["count"] = int(found.outdated_since is not None or found.to_translate > 0)
            return context

    name = "translation"
    title = _("Traduction")
    template_name = "cms/translation/side_panel.html"
    order = 150

    @cached_property
    def following(self) -> SourceTracking | None:
        """Return what the translation follows, None where the row is no translation."""
        return source_tracking_of(self.object)

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        """Add the state, the source and its changes; of a source that is closed, nothing."""
        context: dict[str, Any] = super().get_context_data(parent_context)
        assert self.following is not None
        context.update(following=self.following)
        if not SourceAccess(self.request.user).allows(self.following.source):
            return context
        context.update(
            is_readable=True,
            texts=source_text(self.following, self.request),
            changes=differences(self.following, self.request),
            up_to_date_url=up_to_date_url(self.object),
            export_url=export_url(self.following.source, self.object.locale),
            machine_url=url_of("translation_machine", self.object) if machine().is_on else "",
        )
        return context


def up_to_date_url(translation: Any) -> str:
    """Return where somebody says that a translation is up to date."""
    return url_of("translation_up_to_date", translation)


def export_url(source: Any, locale: Any) -> str:
    """Return where a source becomes a file for an agency."""
    return f"{url_of('translation_export', source)}?locale={locale.language_code}"


def url_of(name: str, row: Any) -> str:
    """Return the address of a view of ours for a page or a snippet."""
    opts = row._meta
    return reverse(name, args=[opts.app_label, opts.model_name, row.pk])


class TranslationPanelMixin:
    """Puts the panel beside the form of what is a translation."""

    def get_side_panels(self) -> Any:
        """Return Wagtail's panels and ours; autosave asks for no panel that it did not change."""
        panels = super().get_side_panels()  # type: ignore[misc]  # of the view
        if not self.expects_json_response:  # type: ignore[attr-defined]  # of the view
            row = getattr(self, "page", None) or self.object  # type: ignore[attr-defined]  # of the view
            panel = TranslationSidePanel(row, self.request)  # type: ignore[attr-defined]  # of the view
            if panel.following is not None:
                panels.append(panel)
        return panels


class PageEditView(TranslationPanelMixin, WagtailPageEditView):
    """Wagtail's, with the panel; of two moderators, the second one saves a draft."""

    def workflow_action_is_valid(self) -> bool:
        """Return whether a review is under way whose action this is."""
        if self.page.current_workflow_task is None:
            messages.warning(
                self.request,
                _("La relecture est déjà terminée : ce que vous avez écrit est un brouillon."),
            )
            return False
        is_valid: bool = super().workflow_action_is_valid()
        return is_valid


class SnippetEditView(TranslationPanelMixin, WagtailSnippetEditView):
    """Wagtail's, with the panel; what is in review already is saved as a draft, as of a page."""

    def get_available_actions(self) -> list[str]:
        """Return what the form may do: submit what is in no review alone."""
        actions: list[str] = super().get_available_actions()
        if self.object.workflow_in_progress:
            return [action for action in actions if action != "submit"]
        return actions
