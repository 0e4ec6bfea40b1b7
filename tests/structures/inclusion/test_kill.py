"""An import that is killed leaves the database as it was, and can be run again."""

import json
import os
import re
import sqlite3
import subprocess
import sys
from contextlib import closing

import pytest
from django.conf import settings
from django.db import connection

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)

ROWS = 1_100  # of which the first chunks are written when it is killed
TABLES = (
    "wagtailcore_page",
    "structures_structurepage",
    "structures_structurepage_networks",
    "wagtailcore_revision",
    "wagtailcore_pagelogentry",
    "wagtailcore_referenceindex",
    "wagtailsearch_indexentry",
    "cms_user",
)
STATE = "SELECT sum(numchild), max(path), {} FROM wagtailcore_page".format(
    ", ".join(f"(SELECT count(*) FROM {table})" for table in TABLES)
)


@pytest.fixture
def database(vocabulary_rows, tmp_path):
    """Return the address of a database that another process can open, and what reads its state."""
    if connection.vendor == "sqlite":
        file = tmp_path / "copie.sqlite3"
        connection.ensure_connection()
        with closing(sqlite3.connect(file)) as copy:
            connection.connection.backup(copy)

        def read():
            with closing(sqlite3.connect(file)) as copy:
                return copy.execute(STATE).fetchone()

        return f"sqlite:///{file}", read

    def ask():
        with connection.cursor() as cursor:
            cursor.execute(STATE)
            return cursor.fetchone()

    known = connection.settings_dict
    password = f":{known['PASSWORD']}" if known["PASSWORD"] else ""
    place = f"{known['HOST'] or 'localhost'}:{known['PORT'] or 5432}"
    return f"postgres://{known['USER']}{password}@{place}/{known['NAME']}", ask


@pytest.fixture
def start(database, tmp_path, row):
    """Return a function that starts an import in a process of its own."""
    file = tmp_path / "lignes.json"
    rows = [row(number, reseaux_porteurs=["ei", "coorace"]) for number in range(1, ROWS + 1)]
    file.write_text(json.dumps(rows), encoding="utf-8")
    command = [sys.executable, "manage.py", "import_structures", str(file), "--apply"]
    environ = {
        **os.environ,
        "DATABASE_URL": database[0],
        "DJANGO_SETTINGS_MODULE": "iae48.settings.test",
        "PYTHONIOENCODING": "utf-8",
    }

    def run():
        return subprocess.Popen(
            command,
            cwd=settings.BASE_DIR,
            env=environ,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
        )

    return run


@pytest.mark.parametrize("instant", ["Lecture: +[1-9]", "Écriture: +[1-9]"])
def test_a_killed_import_leaves_the_database_as_it_was(start, database, instant):
    before = database[1]()
    process = start()
    told = b""
    while not re.search(instant, told.decode(errors="ignore")):
        piece = os.read(process.stderr.fileno(), 1000)
        assert piece, f"it ended before it was killed: {told.decode(errors='ignore')}"
        told += piece

    process.kill()

    process.stderr.close()
    assert process.wait() == -9
    assert database[1]() == before


def test_an_import_that_is_run_again_after_a_kill_does_all_of_it(start, database):
    before = database[1]()
    killed = start()
    os.read(killed.stderr.fileno(), 1)
    killed.kill()
    killed.communicate()

    process = start()
    _output, errors = process.communicate()

    assert process.returncode == 0, errors.decode()
    after = database[1]()
    assert after[0] - before[0] == after[3] - before[3] == ROWS
