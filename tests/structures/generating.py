"""The starter content and generated structures, loaded once for many tests that read them."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.db import transaction
from django.test import override_settings
from wagtail.models import Locale

from structures.generation import generate
from structures.models import StructureIndexPage


@contextmanager
def generated_directory(count: int, blocker: Any, folder: Path) -> Iterator[None]:
    """Have them in the database, and their files in the folder, until the block ends."""
    with blocker.unblock(), override_settings(MEDIA_ROOT=folder), transaction.atomic():
        call_command("load_starter_content", verbosity=0)
        directory = StructureIndexPage.objects.get(locale=Locale.get_default())
        for _pks in generate(directory, count):
            pass
        yield
        transaction.set_rollback(True)
