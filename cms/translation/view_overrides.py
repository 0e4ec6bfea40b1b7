"""Our views in the place of Wagtail's, where it has no setting for them."""

from collections.abc import Callable
from inspect import unwrap
from typing import Any

from django.http import HttpResponseBase
from wagtail.admin.auth import require_admin_access
from wagtail.admin.views import chooser, tags
from wagtail.admin.views.dismissibles import DismissiblesView
from wagtail.admin.views.pages.edit import EditView
from wagtail.admin.views.reports.audit_logging import LogEntriesView
from wagtail.admin.views.reports.page_types_usage import PageTypesUsageReportView
from wagtail.admin.views.reports.workflows import WorkflowTasksView, WorkflowView
from wagtail.admin.viewsets.pages import PageViewSet
from wagtail.contrib.simple_translation.views import (
    SubmitPageTranslationView,
    SubmitSnippetTranslationView,
)
from wagtail.documents.views import multiple as documents
from wagtail.images.views import multiple as images

from cms.admin.page_choosing import (
    BrowseReadableView,
    ChosenReadableView,
    ReadablePageTypesView,
    SearchReadableView,
)
from cms.admin.reports import OwnHistoryView, OwnTasksView, OwnWorkflowsView
from cms.admin.view_checks import BoundedDismissiblesView
from cms.media.known_tags import autocomplete
from cms.translation.side_panel import PageEditView
from cms.translation.submit_views import TranslatePageView, TranslateSnippetView
from cms.uploads.views import (
    AddDocumentsView,
    AddImagesView,
    CompleteDocumentView,
    CompleteImageView,
)

View = Callable[..., HttpResponseBase]
OURS: dict[Any, Any] = {
    EditView: PageEditView,
    DismissiblesView: BoundedDismissiblesView,
    chooser.BrowseView: BrowseReadableView,
    chooser.SearchView: SearchReadableView,
    chooser.ChosenMultipleView: ChosenReadableView,
    PageTypesUsageReportView: ReadablePageTypesView,
    LogEntriesView: OwnHistoryView,
    WorkflowView: OwnWorkflowsView,
    WorkflowTasksView: OwnTasksView,
    SubmitPageTranslationView: TranslatePageView,
    SubmitSnippetTranslationView: TranslateSnippetView,
    images.AddView: AddImagesView,
    images.CreateFromUploadedImageView: CompleteImageView,
    documents.AddView: AddDocumentsView,
    documents.CreateFromUploadedDocumentView: CompleteDocumentView,
}
OUR_FUNCTIONS: dict[Any, View] = {
    tags.autocomplete: autocomplete,
}


def with_our_views(view: View) -> View:
    """Return the view that stands for one of Wagtail's, any other view as it is."""
    ours = OURS.get(getattr(view, "view_class", None))
    function = ours.as_view() if ours else OUR_FUNCTIONS.get(unwrap(view))
    if function is None:
        return view
    mounted: View = require_admin_access(function)
    return mounted


def replace_views_of_page_viewsets() -> None:
    """Replace Wagtail's views by ours in the viewset of all pages.

    From version 8 on, the addresses of pages lead to the views of a viewset, which `with_our_views`
    does not see. Version 7 has no such views there, and nothing changes.
    """
    for name, view in list(vars(PageViewSet).items()):
        if name.endswith("_view_class") and view in OURS:
            setattr(PageViewSet, name, OURS[view])
