"""Checks of where files lie."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning, register
from django.core.files.storage import FileSystemStorage, default_storage

FORMERLY_PUBLIC = ("documents", "original_images", "avatar_images", "wagtail_uploads")


@register()
def private_files_are_not_served(
    app_configs: Sequence[AppConfig] | None, **kwargs: Any
) -> list[CheckMessage]:
    """Report private files where a web server serves them, and a delivery that cannot work."""
    public = [Path(settings.MEDIA_ROOT).resolve()]
    if settings.STATIC_ROOT:
        public.append(Path(settings.STATIC_ROOT).resolve())
    found: list[CheckMessage] = []
    private = Path(settings.PRIVATE_MEDIA_ROOT).resolve()
    if any(private.is_relative_to(folder) or folder.is_relative_to(private) for folder in public):
        found.append(
            Error(
                "PRIVATE_MEDIA_ROOT and a folder that a web server serves are one in the other.",
                hint="Put private files beside MEDIA_ROOT and STATIC_ROOT.",
                id="cms.E010",
            )
        )
    if settings.CMS_FILE_DELIVERY == "signed-url" and isinstance(
        default_storage, FileSystemStorage
    ):
        found.append(
            Error(
                "FILE_DELIVERY is signed-url, and the default storage signs no addresses.",
                hint="It accepts stream or x-accel-redirect with files on this machine.",
                id="cms.E011",
            )
        )
    if any(_has_files(public[0] / folder) for folder in FORMERLY_PUBLIC):
        found.append(
            Warning(
                "MEDIA_ROOT has files that may be private, and a web server serves them.",
                hint="Run manage.py protect_media.",
                id="cms.W010",
            )
        )
    return found


def _has_files(folder: Path) -> bool:
    return any(path.is_file() for path in folder.rglob("*"))
