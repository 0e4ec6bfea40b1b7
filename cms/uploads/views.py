"""The admin's uploads of several files: a refused file is answered with its reason."""

from collections.abc import Callable, Iterable
from typing import Any

from django.core.files.base import File
from django.http import HttpRequest, HttpResponseBase, JsonResponse
from django.utils.html import escape
from wagtail.documents.views import multiple as documents
from wagtail.images.views import multiple as images
from wagtail.models import UploadedFile

from cms.uploads.cleaning import clean_document, clean_image
from cms.uploads.refusals import MISSING, UploadRefusedError


class RefusingMixin:
    """Answers a file that is refused, at once or when it is stored to wait for its form.

    Wagtail's script puts the reason into the page as HTML: it is escaped here.
    """

    def post(self, request: HttpRequest) -> HttpResponseBase:
        """Store one of the files."""
        try:
            response: HttpResponseBase = super().post(request)  # type: ignore[misc]  # of the view
        except UploadRefusedError as refusal:
            return JsonResponse(_refusal(refusal.messages))
        return response

    def get_invalid_response_data(self, form: Any) -> dict[str, Any]:
        """Return why the form refuses the file."""
        return _refusal(form.errors["file"])


def _refusal(messages: Iterable[str]) -> dict[str, Any]:
    return {"success": False, "error_message": escape("\n".join(messages))}


class CompletionMixin:
    """Cleans a waiting file with its form, which shows why it is refused; the file waits on.

    It was cleaned when it came, unless it waited since before files were cleaned.
    """

    upload: UploadedFile
    clean: Callable[[File[Any]], File[Any]]

    def get_edit_form_class(self) -> Any:
        """Return the form, whose file is that of the upload."""
        view = self

        class CompletionForm(super().get_edit_form_class()):  # type: ignore[misc]  # of the view
            def clean(self) -> Any:
                cleaned_data = super().clean()
                if not self.errors:
                    view.clean_upload()
                return cleaned_data

        return CompletionForm

    def clean_upload(self) -> None:
        """Put the cleaned file in the place of the waiting one. Raises UploadRefusedError."""
        waiting = self.upload.file
        try:
            cleaned = self.clean(waiting)
        except FileNotFoundError as error:
            raise UploadRefusedError(MISSING) from error
        except UploadRefusedError:
            waiting.close()
            raise
        if cleaned is not waiting:
            waiting.close()
            waiting.file = cleaned


class AddImagesView(RefusingMixin, images.AddView):
    """The upload of several images."""


class AddDocumentsView(RefusingMixin, documents.AddView):
    """The upload of several documents."""


class CompleteImageView(CompletionMixin, images.CreateFromUploadedImageView):
    """The form of an image whose file waits."""

    clean = staticmethod(clean_image)


class CompleteDocumentView(CompletionMixin, documents.CreateFromUploadedDocumentView):
    """The form of a document whose file waits."""

    clean = staticmethod(clean_document)
