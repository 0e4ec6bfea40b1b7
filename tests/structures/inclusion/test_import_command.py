"""The command plans by default, applies when asked, and says so."""

import json

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cms.tree_lock import tree_locked
from structures.inclusion import applying
from structures.inclusion.writing import SheetWriter
from structures.models import StructurePage
from tests.factories import siret_number


@pytest.fixture
def file(tmp_path, row, vocabulary_rows):
    """Return a file of one good and one bad row."""
    path = tmp_path / "lignes.json"
    path.write_text(json.dumps([row(1), row(2, code_insee="48998")]), encoding="utf-8")
    return path


def test_a_dry_run_changes_nothing_and_tells_all(file, tmp_path, capsys):
    report = tmp_path / "rapport.json"

    call_command("import_structures", file, report=report)

    output = capsys.readouterr().out
    told = json.loads(report.read_text(encoding="utf-8"))
    assert not StructurePage.objects.exists()
    assert "créer 1 · modifier 0 · à relire 0 · laisser 0 · refuser 1 · signalées 0" in output
    assert "Le code INSEE 48998 est inconnu ici." in output
    assert "Rien n’a été changé." in output
    assert (told["applied"], told["counts"]["create"], told["counts"]["refuse"]) == (False, 1, 1)
    assert [(row["id"], row["outcome"]) for row in told["rows"]] == [
        ("dora--1", "create"),
        ("dora--2", "refuse"),
    ]


def test_a_bad_row_does_not_stop_a_good_one(file, tmp_path):
    report = tmp_path / "rapport.json"

    call_command("import_structures", file, apply=True, report=report, verbosity=0)

    page = StructurePage.objects.get()
    told = json.loads(report.read_text(encoding="utf-8"))
    assert page.siret == siret_number(1)
    assert (told["applied"], told["rows"][0]["page_id"]) == (True, page.pk)


@pytest.mark.parametrize("apply", [True, False])
def test_strict_stops_at_a_bad_row(file, apply):
    with pytest.raises(CommandError, match="1 ligne"):
        call_command("import_structures", file, apply=apply, strict=True, verbosity=0)

    assert not StructurePage.objects.exists()


def test_a_department_refuses_the_others(file, capsys):
    call_command("import_structures", file, department="12", verbosity=1)

    assert "refuser 2" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("content", "message"),
    [(b"{}", "liste de structures"), (b"[", "JSON valable"), (None, "ne peut pas être lu")],
)
def test_a_file_that_can_not_be_read_is_refused(tmp_path, db, content, message):
    path = tmp_path / "fichier.json"
    if content is not None:
        path.write_bytes(content)

    with pytest.raises(CommandError, match=message):
        call_command("import_structures", path)


def test_a_department_that_is_none_is_refused(file):
    with pytest.raises(CommandError, match="deux ou trois signes"):
        call_command("import_structures", file, department="Lozère")


def test_without_a_directory_nothing_is_created(file, directory):
    directory.delete()

    with pytest.raises(CommandError, match="page des structures"):
        call_command("import_structures", file, apply=True, verbosity=0)


def test_a_failure_in_the_middle_leaves_the_database_as_it_was(file, monkeypatch):
    def fail(*args):
        raise RuntimeError("disque plein")

    monkeypatch.setattr(SheetWriter, "_send_signals", fail)
    with pytest.raises(RuntimeError, match="disque plein"):
        call_command("import_structures", file, apply=True, verbosity=0)

    assert not StructurePage.objects.exists()


def test_the_chunks_of_a_long_file_follow_each_other(import_rows, row, monkeypatch, directory):
    monkeypatch.setattr(applying, "CHUNK", 2)

    import_rows(*(row(number) for number in range(1, 6)))

    directory.refresh_from_db()
    assert directory.numchild == StructurePage.objects.count() == 5
    assert directory.find_problems() == ([], [], [], [], [])


def test_an_import_takes_its_lock_before_it_reads(db):
    with CaptureQueriesContext(connection) as captured, tree_locked():
        pass

    statements = [query["sql"] for query in captured if "SAVEPOINT" not in query["sql"]]
    lock = "pg_advisory_xact_lock" if connection.vendor == "postgresql" else "PRAGMA user_version"
    assert len(statements) == 1
    assert lock in statements[0]
