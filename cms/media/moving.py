"""Moving the files of a site on which a web server served all of them."""

from dataclasses import dataclass, field
from typing import Any

from django.core.files.storage import default_storage, storages
from django.db.models import Q
from wagtail.models import UploadedFile
from wagtail.users.models import UserProfile

from cms.media.rendition_places import place_renditions
from cms.media.storage import PRIVATE_RENDITIONS, PUBLIC_RENDITIONS
from cms.models import CustomDocument, CustomImage, Rendition

# Where Wagtail stores files; what else lies in the public folder is no business of ours.
FOLDERS = ("documents", "original_images", "images", "avatar_images", "wagtail_uploads")
# Where files are put that no row names.
UNREFERENCED = "unreferenced/"
RANDOM_NAME = rf"^{PUBLIC_RENDITIONS}[0-9a-f]{{32}}(_\w+)?\.\w+$"


@dataclass
class Moved:
    """What was done."""

    files: int = 0
    renditions: int = 0
    unreferenced: int = 0
    missing: list[str] = field(default_factory=list)


def move_files() -> Moved:
    """Move private files out of the public folder, and delete renditions with names of the past.

    A file that lies where it belongs is left alone, so this may run as often as it likes.
    """
    moved = Moved()
    for model, name in (
        (CustomDocument, "file"),
        (CustomImage, "file"),
        (UploadedFile, "file"),
        (UserProfile, "avatar"),
    ):
        rows = model._default_manager.exclude(**{name: ""}).order_by("pk")
        for row in rows.iterator():
            _move(row, name, moved)
    named = Q(file__startswith=PRIVATE_RENDITIONS) | Q(file__regex=RANDOM_NAME)
    former = Rendition.objects.exclude(named)
    for name in former.values_list("file", flat=True):
        storages["public"].delete(name)
        moved.renditions += 1
    former.delete()
    moved.renditions += place_renditions(CustomImage.objects.all())
    for folder in FOLDERS:
        _set_aside(folder, moved)
    return moved


def _move(row: Any, column: str, moved: Moved) -> None:
    """Move one file, if it is in the public folder.

    Originals and documents get a random folder: what was uploaded meanwhile may have their name.
    """
    name = getattr(row, column).name
    public = storages["public"]
    if default_storage.exists(name):
        public.delete(name)  # what an earlier run had copied
        return
    if not public.exists(name):
        moved.missing.append(name)
        return
    with public.open(name) as content:
        wanted = name
        if isinstance(row, CustomImage | CustomDocument):
            wanted = row.file.field.generate_filename(row, name.rpartition("/")[2])
        stored = default_storage.save(wanted, content)
    type(row)._default_manager.filter(pk=row.pk).update(**{column: stored})
    public.delete(name)
    moved.files += 1


def _set_aside(folder: str, moved: Moved) -> None:
    """Move files that no rendition names out of the public folder."""
    public = storages["public"]
    try:
        folders, files = public.listdir(folder)
    except FileNotFoundError:
        return
    names = {f"{folder}/{file}" for file in files}
    known = set(
        Rendition.objects.filter(file__startswith=f"{folder}/").values_list("file", flat=True)
    )
    for name in sorted(names - known):
        with public.open(name) as content:
            default_storage.save(UNREFERENCED + name, content)
        public.delete(name)
        moved.unreferenced += 1
    for below in folders:
        _set_aside(f"{folder}/{below}", moved)
