"""Storages: all files are private, except the renditions of public images.

The default storage is private, so a file that a library stores is private too (documents,
originals, pictures of accounts, unfinished uploads). `cms.media.views` serves it, no web server.
"""

import re
import secrets
from pathlib import PurePath
from typing import IO, Any

from django.conf import settings
from django.core.files.base import File
from django.core.files.storage import FileSystemStorage, Storage, storages
from django.urls import reverse
from django.utils.deconstruct import deconstructible

# Folder of the renditions of images in private collections, in the default storage.
PRIVATE_RENDITIONS = "private_images/"
PUBLIC_RENDITIONS = "images/"
LONGEST_STEM = 40
# File systems count the bytes of a name: 255 at most.
LONGEST_DOCUMENT_STEM = 150


def random_token() -> str:
    """Return 128 random bits for a file name that cannot be guessed."""
    return secrets.token_hex(16)


def random_name(filename: str) -> str:
    """Return a random name with the extension of a file."""
    return random_token() + PurePath(filename).suffix.lower()


def document_upload_to(document: Any, filename: str) -> str:
    """Return where a document is stored: in a folder of its own, so that its name stays."""
    path = PurePath(filename)
    # The storage drops symbols; a name of symbols alone would leave the extension.
    stem = path.stem if re.search(r"\w", path.stem) else "document"
    stem = stem.encode()[:LONGEST_DOCUMENT_STEM].decode(errors="ignore")
    return f"documents/{random_token()}/{stem}{path.suffix}"


def address_of(name: str | None) -> str:
    """Return the address of the view that serves a private file to people who may see it."""
    return reverse("cms_file", args=[name])


@deconstructible
class PrivateFileStorage(FileSystemStorage):
    """Files below PRIVATE_MEDIA_ROOT; the address of a file is that of the view that checks it."""

    # Django reads MEDIA_ROOT in these properties, and caches it.
    @property
    def base_location(self) -> str:
        """Return the folder of the settings."""
        return str(settings.PRIVATE_MEDIA_ROOT)

    @property
    def location(self) -> str:
        """Return the folder of the settings."""
        return str(settings.PRIVATE_MEDIA_ROOT)

    def url(self, name: str | None) -> str:
        """Return the address of the view that checks who asks."""
        return address_of(name)


@deconstructible
class RenditionStorage(Storage):
    """Renditions: those of public images in the `public` storage, the others in the default one."""

    def of(self, name: str) -> Storage:
        """Return the storage that has a name."""
        alias = "default" if name.startswith(PRIVATE_RENDITIONS) else "public"
        return storages[alias]

    def save(self, name: str | None, content: IO[Any], max_length: int | None = None) -> str:
        """Store a file and return its name."""
        name = str(name)
        return self.of(name).save(name, content, max_length=max_length)

    def open(self, name: str, mode: str = "rb") -> "File[Any]":
        """Return the opened file."""
        return self.of(name).open(name, mode)

    def path(self, name: str) -> str:
        """Return the path of a file on this machine."""
        return self.of(name).path(name)

    def delete(self, name: str) -> None:
        """Delete a file; a missing one is no error."""
        self.of(name).delete(name)

    def exists(self, name: str) -> bool:
        """Return whether there is such a file."""
        return self.of(name).exists(name)

    def size(self, name: str) -> int:
        """Return the size in bytes."""
        return self.of(name).size(name)

    def url(self, name: str | None) -> str:
        """Return the public address of a file, or that of the view that checks a private one."""
        if str(name).startswith(PRIVATE_RENDITIONS):
            return address_of(name)
        return storages["public"].url(name)

    def get_modified_time(self, name: str) -> Any:
        """Return when the file was stored."""
        return self.of(name).get_modified_time(name)
