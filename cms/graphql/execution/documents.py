"""Documents, parsed and validated once each: a bounded store that all threads share."""

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
from cms.graphql.execution.document_limits import exceeded, fragments_in_order

MAX_ERRORS = 20
# Units of work for finding fields that overlap. Documents of front ends spend some dozens; one
# with all plain fields of all blocks, written out for three types of pages, spends 21,000. Those of
# bad will repeat a field to spend all, which takes 20 ms.
OVERLAP_BUDGET = 30_000
# What the kept texts may have together. A full round of the garbage collector takes a time that
# grows with them: some 30 ms for these, however dense.
MAX_CACHED_CHARACTERS = 200_000
# What graphql-core says of a document that is too much for it; these errors have no class.
TOO_LARGE = ("Syntax Error: Document contains more than", "Syntax Error: Document is nested too")
ABORTED = "Validation aborted."


class NoNulCharacters(ValidationRule):
    """Refuse NUL in a text: GraphQL can write it, and PostgreSQL can't compare with it."""

    def enter_string_value(self, node: StringValueNode, *_args: Any) -> None:
        """Look into one text."""
        if "\0" in node.value:
            self.report_error(coded(Code.BAD_INPUT, "A text has a NUL character."))


class BoundedLists(ValidationRule):
    """Refuse a list of more values than an argument accepts."""

    def enter_list_value(self, node: ListValueNode, *_args: Any) -> None:
        """Count the values of one list."""
        check_list(node.values, lambda text: self.report_error(coded(Code.BAD_INPUT, text)))


def check_list(values: Sequence[Any], refuse: Callable[[str], None]) -> None:
    """Call `refuse` with what to do about a list that is too long."""
    most = settings.CMS_GRAPHQL_MAX_LIST_VALUES
    if len(values) > most:
        refuse(f"A list has {len(values)} values. It accepts {most}: ask several times.")


class BoundedOverlap(OverlappingFieldsCanBeMergedRule):
    """The specification's rule with a small part of graphql-core's budget, which is 500,000."""

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
    """A valid document; its fragments stand behind those that they spread."""

    ast: DocumentNode
    fragments: Mapping[str, FragmentDefinitionNode]
    length: int  # of its text

    def operation(self, name: str | None) -> OperationDefinitionNode:
        """Return the operation named, or the only one; raises RequestRefusedError."""
        operation = get_operation_ast(self.ast, name)
        if operation is None:
            message = "operationName must name one operation of the document."
            raise RequestRefusedError(400, Code.VALIDATION_FAILED, message)
        return operation


@cache
def leave_out_of_collections() -> None:
    """Tell the garbage collector that what the process has by now will stay; does so once.

    A document of bad will makes so many objects that a few of them start a full round. Where that
    looks at the whole program each time, an answer takes some 50 ms longer.
    """
    gc.collect()
    gc.freeze()


def _key(schema: GraphQLSchema, text: str) -> tuple[GraphQLSchema, bytes]:
    return schema, hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()


class DocumentStore:
    """The valid documents that were used last, by schema and SHA-256 of their text.

    Refused ones are not kept. A reader of bad will changes a letter each time, so remembering
    would spare nothing, and a flood of junk would push out the documents of front ends.
    """

    def __init__(self) -> None:
        self._documents: OrderedDict[tuple[GraphQLSchema, bytes], Document] = OrderedDict()
        self._characters = 0
        self._lock = Lock()

    def __len__(self) -> int:
        return len(self._documents)

    def has(self, schema: GraphQLSchema, text: str) -> bool:
        """Return whether the document of the text is here already."""
        return _key(schema, text) in self._documents

    def get(self, schema: GraphQLSchema, text: str) -> Document:
        """Return the document of the text; raises DocumentRefusedError.

        Two threads may read a new text at the same time; one result is kept.
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
        leave_out_of_collections()
        document = read(schema, text)
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
        """Forget all documents."""
        with self._lock:
            self._documents.clear()
            self._characters = 0


def read(schema: GraphQLSchema, text: str) -> Document:
    """Parse, limit and validate a text, in this order: what is cheap to refuse is refused first."""
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
    if fragments is not None and (errors := exceeded(ast, fragments)):
        raise DocumentRefusedError(Code.TOO_COMPLEX, errors)
    errors = validate(schema, ast, RULES, max_errors=MAX_ERRORS, hide_suggestions=True)
    if errors and errors[-1].message == ABORTED:
        raise too_complex("The document repeats too many fields, or nests too many fragments.")
    if errors:
        raise DocumentRefusedError(Code.VALIDATION_FAILED, errors)
    assert fragments is not None, "a circle of fragments is refused by the specified rules"
    return Document(ast, fragments, len(text))


def _count_fragments(ast: DocumentNode) -> int:
    """Return how many fragments a document defines: rules compare them with one another."""
    return sum(isinstance(node, FragmentDefinitionNode) for node in ast.definitions)


store = DocumentStore()
