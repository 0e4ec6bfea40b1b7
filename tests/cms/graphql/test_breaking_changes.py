"""The schema as a promise: what may change, and with what an older schema is compared."""

import subprocess
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from graphql import build_schema, print_schema

from cms.graphql.schema import breaking_changes
from iae48.schema import schema

OLDER = """
type Query {
  page(slug: String, old: Int @deprecated(reason: "Use slug.")): Thing!
  legacy: Legacy @deprecated(reason: "Use page.")
  shape: Shape!
  colour: Colour!
  find(where: Filter): [Result!]!
}

interface Shape { name: String! }
type Square implements Shape { name: String!, side: Int! }
type Circle implements Shape { name: String!, radius: Int! }
type Thing { title: String!, heading: String! @deprecated(reason: "Use title.") }
type Legacy { part: LegacyPart }
type LegacyPart { name: String }
union Result = Thing | Square
enum Colour { RED, BLUE, PINK @deprecated(reason: "Use RED.") }
input Filter { slug: String, name: String @deprecated(reason: "Use slug.") }
"""


def verdict(*changes):
    """Return what becomes of the older schema's clients after changes, each (from, to)."""
    newer = OLDER
    for before, after in changes:
        assert before in newer
        newer = newer.replace(before, after)
    return breaking_changes.compare_schemas(OLDER, build_schema(newer))


def test_the_same_schema_breaks_nobody():
    assert verdict() == breaking_changes.Verdict(broken=[], risky=[])


@pytest.mark.parametrize(
    ("before", "after", "reason"),
    [
        ("type Thing { title: String!, ", "type Thing { ", "Thing.title was removed."),
        ("title: String!", "title: String", "Thing.title changed type from String! to String."),
        ("slug: String, old", "old", "Query.page arg slug was removed."),
        (
            "find(where: Filter)",
            "find(where: Filter, word: String!)",
            "A required arg word on Query.find was added.",
        ),
        (" RED, BLUE,", " RED,", "BLUE was removed from enum type Colour."),
        ("Thing | Square", "Thing", "Square was removed from union type Result."),
        ("input Filter { slug: String, ", "input Filter { ", "Filter.slug was removed."),
        (
            "type Circle implements Shape { name: String!, radius: Int! }",
            "",
            "Circle was removed.",
        ),
        (
            "type Square implements Shape",
            "type Square",
            "Square no longer implements interface Shape.",
        ),
    ],
)
def test_what_was_promised_may_not_go(before, after, reason):
    assert verdict((before, after)).broken == [reason]


def test_what_was_deprecated_may_go_with_all_that_only_it_leads_to():
    found = verdict(
        (', old: Int @deprecated(reason: "Use slug.")', ""),
        ('  legacy: Legacy @deprecated(reason: "Use page.")\n', ""),
        ("type Legacy { part: LegacyPart }\n", ""),
        ("type LegacyPart { name: String }\n", ""),
        (', heading: String! @deprecated(reason: "Use title.")', ""),
        (', PINK @deprecated(reason: "Use RED.")', ""),
        (', name: String @deprecated(reason: "Use slug.")', ""),
    )

    assert found == breaking_changes.Verdict(broken=[], risky=[])


def test_a_type_that_something_else_leads_to_may_not_go():
    older = OLDER.replace("  shape: Shape!", "  shape: Shape!\n  part: LegacyPart")
    newer = build_schema(
        OLDER.replace('  legacy: Legacy @deprecated(reason: "Use page.")\n', "")
        .replace("type Legacy { part: LegacyPart }\n", "")
        .replace("type LegacyPart { name: String }\n", "")
    )

    assert breaking_changes.compare_schemas(older, newer).broken == [
        "LegacyPart was removed.",
        "Query.part was removed.",
    ]


def test_an_addition_is_announced_and_breaks_nobody():
    found = verdict(
        (" RED,", " GREEN, RED,"),
        ("find(where: Filter)", "find(where: Filter, first: Int)"),
        ("type Thing {", "type Thing { subtitle: String,"),
    )

    assert found.broken == []
    assert found.risky == [
        "An optional arg first on Query.find was added.",
        "GREEN was added to enum type Colour.",
    ]


def test_a_document_that_the_schema_does_not_answer_is_named(tmp_path):
    (tmp_path / "a.graphql").write_text("{ shape { name } }")
    (tmp_path / "b.graphql").write_text("{ shape { colour } }")
    (tmp_path / "c.graphql").write_text("{ shape ")

    assert breaking_changes.invalid_documents(build_schema(OLDER), tmp_path) == [
        "b.graphql: Cannot query field 'colour' on type 'Shape'.",
        "c.graphql: Syntax Error: Expected Name, found <EOF>.",
    ]


# --- With what to compare ------------------------------------------------------------------------


@pytest.fixture
def repository(tmp_path):
    """Return an empty git repository."""
    git(tmp_path, "init", "--quiet")
    return tmp_path


def git(folder, *arguments):
    names = ["-c", "user.name=Test", "-c", "user.email=test@example.org"]
    subprocess.run(["git", *names, *arguments], cwd=folder, check=True, capture_output=True)


def commit(folder, text):
    (folder / "schema.graphql").write_text(text)
    git(folder, "add", "schema.graphql")
    git(folder, "commit", "--quiet", "--allow-empty", "-m", "schema")


CURRENT = build_schema("type Query { a: Int b: Int }")
COMMITTED = print_schema(CURRENT)


def test_a_new_schema_is_compared_with_the_committed_one(repository):
    commit(repository, "type Query { a: Int }")

    assert breaking_changes.previous_reference(repository, CURRENT) == "HEAD"


def test_a_committed_schema_is_compared_with_the_commit_before(repository):
    commit(repository, "type Query { a: Int }")
    commit(repository, COMMITTED)

    reference = breaking_changes.previous_reference(repository, CURRENT)

    assert reference == "HEAD~1"
    assert breaking_changes.read_older(repository, reference) == "type Query { a: Int }"


def test_after_a_release_it_is_compared_with_that_release(repository):
    commit(repository, "type Query { a: Int }")
    git(repository, "tag", "v1.0.0")
    commit(repository, "type Query { b: Int }")
    commit(repository, COMMITTED)

    reference = breaking_changes.previous_reference(repository, CURRENT)

    assert reference == "v1.0.0"
    assert breaking_changes.read_older(repository, reference) == "type Query { a: Int }"


def test_without_history_there_is_nothing_to_compare_with(tmp_path, monkeypatch):
    with pytest.raises(breaking_changes.NoOlderSchemaError):
        breaking_changes.previous_reference(tmp_path, CURRENT)
    git(tmp_path, "init", "--quiet")
    with pytest.raises(breaking_changes.NoOlderSchemaError):
        breaking_changes.previous_reference(tmp_path, CURRENT)
    commit(tmp_path, COMMITTED)
    with pytest.raises(breaking_changes.NoOlderSchemaError):
        breaking_changes.previous_reference(tmp_path, CURRENT)
    monkeypatch.setenv("PATH", "")
    with pytest.raises(breaking_changes.NoOlderSchemaError):
        breaking_changes.previous_reference(tmp_path, CURRENT)


@pytest.mark.parametrize("reference", ["absent", "--output=schema.graphql", "HEAD", ""])
def test_a_reference_that_leads_nowhere_is_refused(repository, reference):
    with pytest.raises(breaking_changes.NoOlderSchemaError):
        breaking_changes.read_older(repository, reference)

    assert not (repository / "schema.graphql").exists()


# --- The command ---------------------------------------------------------------------------------


def test_the_command_passes_on_the_same_schema(tmp_path):
    older = tmp_path / "older.graphql"
    older.write_text(str(schema))
    output = StringIO()

    call_command("check_schema", against=str(older), stdout=output)

    assert output.getvalue().splitlines() == [
        f"The schema is compared with {older}.",
        "No client breaks.",
    ]


def test_the_command_refuses_what_breaks(tmp_path, settings):
    older = tmp_path / "older.graphql"
    older.write_text(str(schema).replace("type Query {", "type Query {\n  weather: String\n", 1))
    settings.CMS_GRAPHQL_OPERATIONS_DIR = tmp_path / "operations"
    settings.CMS_GRAPHQL_OPERATIONS_DIR.mkdir()
    (settings.CMS_GRAPHQL_OPERATIONS_DIR / "a.graphql").write_text("{ weather }")

    with pytest.raises(CommandError) as refusal:
        call_command("check_schema", against=str(older), stdout=StringIO())

    assert str(refusal.value).splitlines() == [
        "The schema breaks its clients:",
        "  a.graphql: Cannot query field 'weather' on type 'Query'.",
        "  Query.weather was removed.",
        "Restore what was removed and deprecate it instead (docs/deprecation.md).",
    ]


def test_the_command_goes_without_history_but_not_without_what_it_was_given(tmp_path, settings):
    settings.BASE_DIR = tmp_path
    output = StringIO()

    call_command("check_schema", stdout=output)
    with pytest.raises(CommandError):
        call_command("check_schema", against="absent", stdout=StringIO())

    assert output.getvalue().splitlines() == [
        "Nothing to compare the schema with: there is no release, and no commit with a "
        "schema.graphql.",
        "No client breaks.",
    ]
