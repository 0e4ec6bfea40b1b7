"""Addresses of files: documents by their names, other private files by where they are stored."""

from urllib.parse import urlsplit

from django.conf import settings
from django.urls import URLPattern, path, re_path

from cms.media.views import document_view, file_view, public_view

urlpatterns = [
    # Wagtail makes the addresses of documents by this name.
    re_path(r"^documents/([0-9]+)/(.*)$", document_view, name="wagtaildocs_serve"),
    path("files/<path:name>", file_view, name="cms_file"),
]


def public_patterns() -> list[URLPattern]:
    """Return the address of public files, in development and where this process has to serve it."""
    prefix = settings.MEDIA_URL
    if not settings.DEBUG or urlsplit(prefix).netloc:
        return []
    return [path(f"{prefix.strip('/')}/<path:path>", public_view)]
