"""SQLite's test database as the migrations leave it, kept in a file: to run them takes 20 seconds.

The file is named by what it is made of, so that a change of a migration makes another one.
"""

import hashlib
import importlib
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from os import getpid
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.db import connection
from django.db.migrations.loader import MigrationLoader

# What `migrate` runs besides migrations: triggers, collations, the index of the directory.
BESIDE = ("cms/changes", "cms/text", "structures/search", "requirements-dev.txt")


def restore_on_migration() -> None:
    """Have `migrate` find the database as it was left before, where it was run before."""
    path = _path()
    if connection.vendor != "sqlite" or not path.exists():
        return
    prepare = connection.prepare_database

    def restore() -> None:
        prepare()
        connection.ensure_connection()
        with closing(sqlite3.connect(path)) as stored:
            stored.backup(connection.connection)
        del connection.prepare_database

    connection.prepare_database = restore  # type: ignore[method-assign]


def store() -> None:
    """Keep the database as the migrations have left it."""
    path = _path()
    if connection.vendor != "sqlite" or path.exists():
        return
    for old in path.parent.glob("migrated-*.sqlite3"):
        old.unlink(missing_ok=True)
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_suffix(f".{getpid()}")
    with closing(sqlite3.connect(part)) as stored:
        connection.connection.backup(stored)
    part.replace(path)


def _path() -> Path:
    digest = hashlib.sha256()
    for file in _files():
        digest.update(f"{file}\n".encode() + file.read_bytes())
    return settings.VAR_DIR / f"migrated-{digest.hexdigest()[:16]}.sqlite3"


def _files() -> Iterator[Path]:
    for config in apps.get_app_configs():
        name, _is_set = MigrationLoader.migrations_module(config.label)
        try:
            module = importlib.import_module(name or "")
        except (ImportError, ValueError):  # an application without migrations
            continue
        yield from sorted(Path(str(module.__file__)).parent.glob("*.py"))
    for name in BESIDE:
        place = settings.BASE_DIR / name
        yield from sorted(place.rglob("*.py")) if place.is_dir() else [place]
