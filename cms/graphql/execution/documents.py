"""Cache of parsed and validated documents: bounded, and shared by all threads."""

import gc
import hashlib
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from threading import Lock
from typing import Any

from django.conf import settings
from graphql import (
    DocumentNode,
    FragmentDefinitionNode,
    GraphQLError,
    GraphQLSchema,
    GraphQLSyntaxError,
    ListValueNode,
    OperationDefinitionNode,
    OverlappingFieldsCanBeMergedRule,
    StringValueNode,
    ValidationContext,
    ValidationRule,
    get_operation_ast,
    parse,
    specified_rules,
    validate,
)

from cms.delivery.refusals import Code, RequestRefusedError
from cms.graphql.core.errors import DocumentRefusedError, coded, too_complex
from cms.graphql.execution.document_limits import check_limits, fragments_in_order
from cms.process_cache import ProcessCache

MAX_ERRORS = 20
# Budget of comparisons to find overlapping fields. Documents of front ends need a few dozen; one
# with all scalar fields of all blocks, repeated for three page types, needs 21,000. An attacker who
# repeats a field uses the whole budget, which takes 20 ms.
OVERLAP_BUDGET = 30_000
# Total length of the cached documents. They slow down full garbage collections: by up to 30 ms at
# this length.
MAX_CACHED_CHARACTERS = 200_000
# Messages of graphql-core for documents that are too large; these errors have no class.
TOO_LARGE = ("Syntax Error: Document contains more than", "Syntax Error: Document is nested too")
ABORTED = "Validation aborted."


class NoNulCharacters(ValidationRule):
    """Refuse NUL in strings: GraphQL allows it, but PostgreSQL can't compare with it."""

    def enter_string_value(self, node: StringValueNode, *_args: Any) -> None:
        """Check one string."""
        if "\0" in node.value:
            self.report_error(coded(Code.BAD_INPUT, "A string contains a NUL character."))


class BoundedLists(ValidationRule):
    """Refuse a list of more values than an argument accepts."""

    def enter_list_value(self, node: ListValueNode, *_args: Any) -> None:
        """Count the values of one list."""
        check_list(node.values, lambda text: self.report_error(GraphQLError(text, node)))


def check_list(values: Sequence[Any], refuse: Callable[[str], None]) -> None:
    """Call `refuse` with what to do about a list that is too long."""
    most = settings.CMS_GRAPHQL_MAX_LIST_VALUES
    if len(values) > most:
        refuse(f"A list has {len(values)} values. It accepts {most}: ask several times.")


class BoundedOverlap(OverlappingFieldsCanBeMergedRule):
    """The specification's rule with a smaller budget than graphql-core's 500,000."""

    def __init__(self, context: ValidationContext) -> None:
        super().__init__(context)
        self.rule_context.remaining_complexity_budget = OVERLAP_BUDGET


RULES = (
    *(rule for rule in specified_rules if rule is not OverlappingFieldsCanBeMergedRule),
    BoundedOverlap,
    BoundedLists,
    NoNulCharacters,
)


@dataclass(frozen=True)
class Document:
    """A valid document; each fragment comes after those that it spreads."""

    ast: DocumentNode
    fragments: Mapping[str, FragmentDefinitionNode]
    length: int  # of its text, in characters

    def operation(self, name: str | None) -> OperationDefinitionNode:
        """Return the operation with this name, or the only one; raises RequestRefusedError."""
        operation = get_operation_ast(self.ast, name)
        if operation is None:
            message = "operationName must name one operation of the document."
            raise RequestRefusedError(400, Code.VALIDATION_FAILED, message)
        return operation


@cache
def freeze_objects() -> None:
    """Freeze all present objects (gc.freeze), so that later collections skip them. Runs once.

    A malicious document creates so many objects that a few of them trigger a full collection, which
    takes 50 ms longer if it scans the whole program.
    """
    gc.collect()
    gc.freeze()


def _key(schema: GraphQLSchema, text: str) -> tuple[GraphQLSchema, bytes]:
    return schema, hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()


class DocumentStore(ProcessCache):
    """The valid documents that were used last, by schema and SHA-256 of their text.

    Invalid documents are not cached: an attacker could vary them at will and evict those of front
    ends.
    """

    def __init__(self) -> None:
        self._documents: OrderedDict[tuple[GraphQLSchema, bytes], Document] = OrderedDict()
        self._characters = 0
        self._lock = Lock()

    def __len__(self) -> int:
        return len(self._documents)

    def has(self, schema: GraphQLSchema, text: str) -> bool:
        """Return whether the document is cached."""
        return _key(schema, text) in self._documents

    def get(self, schema: GraphQLSchema, text: str) -> Document:
        """Return the document of the text, from the cache if possible.

        Raises DocumentRefusedError if the document is too large or invalid. Two threads may parse
        the same new text at the same time; one result is stored.
        """
        if len(text) > settings.CMS_GRAPHQL_MAX_CHARACTERS:
            most = settings.CMS_GRAPHQL_MAX_CHARACTERS
            raise too_complex(f"The document is longer than {most} characters.")
        key = _key(schema, text)
        with self._lock:
            document = self._documents.get(key)
            if document is not None:
                self._documents.move_to_end(key)
                return document
        freeze_objects()
        document = parse_document(schema, text)
        with self._lock:
            if key not in self._documents:
                self._characters += document.length
            self._documents[key] = document
            while self._is_too_full():
                self._characters -= self._documents.popitem(last=False)[1].length
        return document

    def _is_too_full(self) -> bool:
        is_long = self._characters > MAX_CACHED_CHARACTERS and len(self._documents) > 1
        return is_long or len(self._documents) > settings.CMS_GRAPHQL_CACHED_DOCUMENTS

    def clear(self) -> None:
        """Remove all documents."""
        with self._lock:
            self._documents.clear()
            self._characters = 0


def parse_document(schema: GraphQLSchema, text: str) -> Document:
    """Parse a text, check its limits and validate it, in this order: the cheapest checks first.

    Raises DocumentRefusedError.
    """
    most = settings.CMS_GRAPHQL_MAX_TOKENS
    try:
        ast = parse(text, max_lexical_tokens=most, max_comments=most)
    except GraphQLSyntaxError as error:
        is_too_large = error.message.startswith(TOO_LARGE)
        raise DocumentRefusedError(
            Code.TOO_COMPLEX if is_too_large else Code.PARSE_FAILED, [error]
        ) from error
    if _count_fragments(ast) > (most := settings.CMS_GRAPHQL_MAX_FRAGMENTS):
        raise too_complex(f"The document has more than {most} fragments. Split the query.")
    fragments = fragments_in_order(ast)
    if fragments is not None and (errors := check_limits(ast, fragments)):
        raise DocumentRefusedError(Code.TOO_COMPLEX, errors)
    errors = validate(schema, ast, RULES, max_errors=MAX_ERRORS, hide_suggestions=True)
    if errors and errors[-1].message == ABORTED:
        raise too_complex("The document repeats too many fields, or nests too many fragments.")
    if errors:
        raise DocumentRefusedError(Code.VALIDATION_FAILED, errors)
    assert fragments is not None, "validation refuses a cycle of fragments"
    return Document(ast, fragments, len(text))


def _count_fragments(ast: DocumentNode) -> int:
    """Return the number of fragments; validation compares them with one another."""
    return sum(isinstance(node, FragmentDefinitionNode) for node in ast.definitions)


store = DocumentStore()
