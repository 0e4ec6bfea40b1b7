"""The schema as a promise: what a change would break for the clients of an older one.

What the older schema had marked `@deprecated` may go; anything else may not: docs/deprecation.md.
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
    """What a schema does to the clients of an older one."""

    broken: list[str] = field(default_factory=list)
    risky: list[str] = field(default_factory=list)


class NoOlderSchemaError(Exception):
    """There is nothing to compare with, for the reason given."""


# --- Comparing -----------------------------------------------------------------------------------


def compare(older: str, schema: GraphQLSchema) -> Verdict:
    """Return what breaks for the clients of the older schema, given as its text, and what may."""
    known = parse(older)
    before = build_ast_schema(known, assume_valid=True)
    # Through its text: graphql-core takes a scalar of another Python class for another kind.
    offered = build_ast_schema(parse(print_schema(schema)), assume_valid=True)
    return Verdict(
        broken=[change.description for change in find_breaking_changes(_promised(known), offered)],
        risky=[change.description for change in find_dangerous_changes(before, offered)],
    )


def invalid_documents(schema: GraphQLSchema, folder: Path) -> list[str]:
    """Return, for each registered document that the schema no longer answers, why."""
    found = []
    for path in sorted(folder.glob("*.graphql")):
        try:
            errors = validate(schema, parse(path.read_text(encoding="utf-8")), specified_rules)
        except GraphQLError as error:
            errors = [error]
        found += [f"{path.name}: {error.message}" for error in errors]
    return found


class _WithoutDeprecated(Visitor):
    """Removes fields, arguments and values that are marked `@deprecated`."""

    def enter(self, node: Any, *_arguments: Any) -> Any:
        """Remove the node, or leave it as it is."""
        directives = getattr(node, "directives", None) or ()
        is_deprecated = any(item.name.value == "deprecated" for item in directives)
        return REMOVE if is_deprecated else None


def _promised(document: DocumentNode) -> GraphQLSchema:
    """Return a schema without what it deprecates, and without what only that leads to."""
    kept = build_ast_schema(visit(document, _WithoutDeprecated()), assume_valid=True)
    reached = GraphQLSchema(kept.query_type, kept.mutation_type, kept.subscription_type)
    while True:
        implementations = [
            graphql_type
            for interface in reached.type_map.values()
            if isinstance(interface, GraphQLInterfaceType)
            for graphql_type in kept.get_implementations(interface).objects
        ]
        if all(graphql_type.name in reached.type_map for graphql_type in implementations):
            return reached
        reached = GraphQLSchema(
            kept.query_type, kept.mutation_type, kept.subscription_type, types=implementations
        )


# --- Finding the older schema --------------------------------------------------------------------


def read_older(repository: Path, against: str) -> str:
    """Return the schema in a file, or the one committed at a git reference."""
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
    """Return the git reference with which a schema is to be compared.

    It is the last release (tag). Before the first one it is the last commit, or the one before it
    when the last commit has this very schema.
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
    """Return what git prints, or None when it fails or is not there."""
    program = shutil.which("git")
    if program is None:
        return None
    answer = subprocess.run(  # noqa: S603  no shell, and references can't pass for options
        [program, *arguments], cwd=repository, capture_output=True, encoding="utf-8", check=False
    )
    return answer.stdout if answer.returncode == 0 else None
