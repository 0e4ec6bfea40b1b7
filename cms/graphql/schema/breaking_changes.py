"""Detects changes of the schema that break clients of an older version.

Only elements that the older version had marked `@deprecated` may be removed: docs/deprecation.md.
"""

import shutil
import subprocess
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from graphql import (
    REMOVE,
    DocumentNode,
    GraphQLError,
    GraphQLInterfaceType,
    GraphQLSchema,
    Visitor,
    build_ast_schema,
    find_breaking_changes,
    find_dangerous_changes,
    parse,
    print_schema,
    specified_rules,
    validate,
    visit,
)

FILE_NAME = "schema.graphql"


@dataclass
class Verdict:
    """Changes against an older schema: those that break clients, and those that may."""

    broken: list[str] = field(default_factory=list)
    risky: list[str] = field(default_factory=list)


class NoOlderSchemaError(Exception):
    """There is no older schema to compare with; the message says why."""


# --- Comparing -----------------------------------------------------------------------------------


def compare_schemas(older: str, schema: GraphQLSchema) -> Verdict:
    """Compare the schema with the text of an older one."""
    document = parse(older)
    before = build_ast_schema(document, assume_valid=True)
    # Via SDL: graphql-core treats scalars of different Python classes as different kinds.
    after = build_ast_schema(parse(print_schema(schema)), assume_valid=True)
    breaking = find_breaking_changes(_without_deprecated(document), after)
    return Verdict(
        broken=[change.description for change in breaking],
        risky=[change.description for change in find_dangerous_changes(before, after)],
    )


def invalid_documents(schema: GraphQLSchema, folder: Path) -> list[str]:
    """Return the validation errors of the registered documents in a folder."""
    messages = []
    for path in sorted(folder.glob("*.graphql")):
        try:
            errors = validate(schema, parse(path.read_text(encoding="utf-8")), specified_rules)
        except GraphQLError as error:
            errors = [error]
        messages += [f"{path.name}: {error.message}" for error in errors]
    return messages


class _WithoutDeprecated(Visitor):
    """Removes fields, arguments and values that are marked `@deprecated`."""

    def enter(self, node: Any, *_arguments: Any) -> Any:
        """Return REMOVE for a deprecated node, else None (no change)."""
        directives = getattr(node, "directives", None) or ()
        is_deprecated = any(item.name.value == "deprecated" for item in directives)
        return REMOVE if is_deprecated else None


def _without_deprecated(document: DocumentNode) -> GraphQLSchema:
    """Return the schema without deprecated elements and types that only these refer to."""
    full = build_ast_schema(visit(document, _WithoutDeprecated()), assume_valid=True)
    reachable = GraphQLSchema(full.query_type, full.mutation_type, full.subscription_type)
    while True:
        implementations = [
            graphql_type
            for interface in reachable.type_map.values()
            if isinstance(interface, GraphQLInterfaceType)
            for graphql_type in full.get_implementations(interface).objects
        ]
        if all(graphql_type.name in reachable.type_map for graphql_type in implementations):
            return reachable
        reachable = GraphQLSchema(
            full.query_type, full.mutation_type, full.subscription_type, types=implementations
        )


# --- Finding the older schema --------------------------------------------------------------------


def read_older(repository: Path, against: str) -> str:
    """Return the schema text from a file, or from a git reference; raises NoOlderSchemaError."""
    path = Path(against)
    if path.is_file():
        return path.read_text(encoding="utf-8")
    text = _git(repository, "show", "--end-of-options", f"{against}:./{FILE_NAME}")
    if text is None:
        raise NoOlderSchemaError(
            f"{against!r} is neither a file nor a git reference with a {FILE_NAME}."
        )
    return text


def previous_reference(repository: Path, schema: GraphQLSchema) -> str:
    """Return the git reference to compare a schema with; raises NoOlderSchemaError.

    This is the last release (tag). Before the first release it is HEAD, or HEAD~1 if the schema is
    the same in HEAD.
    """
    if tag := _git(repository, "describe", "--tags", "--abbrev=0"):
        return tag.strip()
    committed = _git(repository, "show", f"HEAD:./{FILE_NAME}")
    if committed is None:
        raise NoOlderSchemaError(f"there is no release, and no commit with a {FILE_NAME}")
    if committed.strip() != print_schema(schema).strip():
        return "HEAD"
    if _git(repository, "show", f"HEAD~1:./{FILE_NAME}") is None:
        raise NoOlderSchemaError(f"there is no release, and no earlier commit with a {FILE_NAME}")
    return "HEAD~1"


def _git(repository: Path, *arguments: str) -> str | None:
    """Return the output of git, or None if git fails or is not installed."""
    program = shutil.which("git")
    if program is None:
        return None
    result = subprocess.run(  # noqa: S603  no shell, and references can't pass for options
        [program, *arguments], cwd=repository, capture_output=True, encoding="utf-8", check=False
    )
    return result.stdout if result.returncode == 0 else None
