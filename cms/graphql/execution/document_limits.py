"""Limits of operations, such as depth and aliases, checked on the document before validation.

The walk is iterative and visits each fragment definition once, so its time is linear in the length
of the document. The content of a fragment counts at each of its spreads.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter

from django.conf import settings
from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLError,
    InlineFragmentNode,
    OperationDefinitionNode,
    OperationType,
    SelectionSetNode,
)

from cms.delivery.refusals import Code

Fragments = Mapping[str, FragmentDefinitionNode]

# A mutation succeeds or fails as a whole; with two fields, one could succeed and the other fail.
MOST_MUTATION_FIELDS = 1
# Introspection fields that lead from a type to other types.
INTROSPECTION_LISTS = {"types", "fields", "interfaces", "possibleTypes", "inputFields"}
# Attribute of Measure, setting with its limit, and name in the error message.
LIMITS = (
    ("depth", "CMS_GRAPHQL_MAX_DEPTH", "levels of fields"),
    ("root_fields", "CMS_GRAPHQL_MAX_ROOT_FIELDS", "root fields"),
    ("aliases", "CMS_GRAPHQL_MAX_ALIASES", "aliases"),
    ("directives", "CMS_GRAPHQL_MAX_DIRECTIVES", "directives"),
    ("lists", "CMS_GRAPHQL_MAX_INTROSPECTION_LISTS", "lists of introspection"),
    ("list_depth", "CMS_GRAPHQL_MAX_INTROSPECTION_DEPTH", "lists of introspection in each other"),
)


@dataclass
class Measure:
    """Counts of an operation or a fragment, including the fragments that it spreads."""

    depth: int = 0
    root_fields: int = 0
    aliases: int = 0
    directives: int = 0
    lists: int = 0
    list_depth: int = 0


@dataclass(frozen=True)
class _Position:
    """A selection set and its depth."""

    selections: SelectionSetNode
    depth: int = 1
    lists: int = 0
    is_introspection: bool = False


def fragments_in_order(document: DocumentNode) -> dict[str, FragmentDefinitionNode] | None:
    """Return the fragments by name, each after those that it spreads; None if there is a cycle.

    The rules of the specification then refuse the document.
    """
    fragments = {
        node.name.value: node
        for node in document.definitions
        if isinstance(node, FragmentDefinitionNode)
    }
    graph = {name: set(_spreads(node.selection_set)) for name, node in fragments.items()}
    try:
        order = list(TopologicalSorter(graph).static_order())
    except CycleError:
        return None
    return {name: fragments[name] for name in order if name in fragments}


def check_limits(document: DocumentNode, fragments: Fragments) -> list[GraphQLError]:
    """Return one error for each limit that an operation of the document exceeds."""
    fragment_measures: dict[str, Measure] = {}
    for name, fragment in fragments.items():
        fragment_measures[name] = _measure(fragment, fragment_measures)
    errors = []
    for operation in document.definitions:
        if isinstance(operation, OperationDefinitionNode):
            measure = _measure(operation, fragment_measures)
            for name, setting, label in LIMITS:
                most = getattr(settings, setting)
                if name == "root_fields" and operation.operation is OperationType.MUTATION:
                    most = MOST_MUTATION_FIELDS
                if getattr(measure, name) > most:
                    message = f"The operation has more than {most} {label}. Split the query."
                    extensions = {"code": Code.TOO_COMPLEX}
                    errors.append(GraphQLError(message, operation, extensions=extensions))
    return errors


def _measure(
    definition: OperationDefinitionNode | FragmentDefinitionNode,
    fragment_measures: Mapping[str, Measure],
) -> Measure:
    measure = Measure(directives=len(definition.directives))
    is_introspection = False
    if isinstance(definition, OperationDefinitionNode):
        for variable in definition.variable_definitions:
            measure.directives += len(variable.directives)
    else:
        is_introspection = definition.type_condition.name.value.startswith("__")
    pending = [_Position(definition.selection_set, is_introspection=is_introspection)]
    while pending:
        position = pending.pop()
        if not position.is_introspection:
            measure.depth = max(measure.depth, position.depth)
        for selection in position.selections.selections:
            measure.directives += len(selection.directives)
            if isinstance(selection, FieldNode):
                inner = _count_field(measure, selection, position)
                if inner is not None:
                    pending.append(inner)
            elif isinstance(selection, InlineFragmentNode):
                pending.append(
                    _Position(
                        selection.selection_set,
                        position.depth,
                        position.lists,
                        position.is_introspection,
                    )
                )
            elif isinstance(selection, FragmentSpreadNode):
                _add_spread(
                    measure, fragment_measures.get(selection.name.value, Measure()), position
                )
    return measure


def _count_field(measure: Measure, field: FieldNode, position: _Position) -> _Position | None:
    """Count a field, and return its selection set. Introspection does not count as depth."""
    name = field.name.value
    measure.aliases += field.alias is not None
    measure.root_fields += position.depth == 1 and not position.is_introspection
    if field.selection_set is None:
        return None
    lists = position.lists
    if position.is_introspection and name in INTROSPECTION_LISTS:
        measure.lists += 1
        lists += 1
        measure.list_depth = max(measure.list_depth, lists)
    if position.is_introspection or name.startswith("__"):
        return _Position(field.selection_set, position.depth, lists, is_introspection=True)
    return _Position(field.selection_set, position.depth + 1, lists)


def _add_spread(measure: Measure, fragment: Measure, position: _Position) -> None:
    measure.aliases += fragment.aliases
    measure.directives += fragment.directives
    measure.lists += fragment.lists
    if fragment.list_depth:
        measure.list_depth = max(measure.list_depth, position.lists + fragment.list_depth)
    if not position.is_introspection:
        measure.depth = max(measure.depth, position.depth - 1 + fragment.depth)
        if position.depth == 1:
            measure.root_fields += fragment.root_fields


def _spreads(top: SelectionSetNode) -> Iterator[str]:
    """Yield the names of the fragments that a selection set spreads."""
    pending = [top]
    while pending:
        for selection in pending.pop().selections:
            if isinstance(selection, FragmentSpreadNode):
                yield selection.name.value
            elif isinstance(selection, FieldNode | InlineFragmentNode) and selection.selection_set:
                pending.append(selection.selection_set)
