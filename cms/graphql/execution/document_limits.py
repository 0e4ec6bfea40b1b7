"""What an operation may ask at most, measured on its document alone, before it is validated.

The walk is iterative and sees each fragment once, so its time grows with the document's length
only; what a fragment holds is counted at each of its uses.
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

# A mutation does one thing, or nothing: two could succeed and fail in one answer.
MOST_MUTATION_FIELDS = 1
# The lists through which introspection comes from types to types again.
INTROSPECTION_LISTS = {"types", "fields", "interfaces", "possibleTypes", "inputFields"}
# What is measured, its setting, and its name in the message.
LIMITS = (
    ("depth", "CMS_GRAPHQL_MAX_DEPTH", "levels of fields"),
    ("root_fields", "CMS_GRAPHQL_MAX_ROOT_FIELDS", "root fields"),
    ("aliases", "CMS_GRAPHQL_MAX_ALIASES", "aliases"),
    ("directives", "CMS_GRAPHQL_MAX_DIRECTIVES", "directives"),
    ("lists", "CMS_GRAPHQL_MAX_INTROSPECTION_LISTS", "lists of introspection"),
    ("lists_deep", "CMS_GRAPHQL_MAX_INTROSPECTION_DEPTH", "lists of introspection in each other"),
)


@dataclass
class Measure:
    """What an operation or a fragment holds, with all that it spreads."""

    depth: int = 0
    root_fields: int = 0
    aliases: int = 0
    directives: int = 0
    lists: int = 0
    lists_deep: int = 0


@dataclass(frozen=True)
class _Place:
    """A set of selections, and how deep it is."""

    selections: SelectionSetNode
    depth: int = 1
    lists: int = 0
    is_introspection: bool = False


def fragments_in_order(document: DocumentNode) -> dict[str, FragmentDefinitionNode] | None:
    """Return the fragments, each behind those that it spreads; None when some spread in a circle.

    A circle is for the specification's rule to refuse.
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


def exceeded(document: DocumentNode, fragments: Fragments) -> list[GraphQLError]:
    """Return an error for each limit that an operation of the document exceeds."""
    known: dict[str, Measure] = {}
    for name, fragment in fragments.items():
        known[name] = _measure(fragment, known)
    errors = []
    for operation in document.definitions:
        if isinstance(operation, OperationDefinitionNode):
            measure = _measure(operation, known)
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
    definition: OperationDefinitionNode | FragmentDefinitionNode, known: Mapping[str, Measure]
) -> Measure:
    measure = Measure(directives=len(definition.directives))
    is_introspection = False
    if isinstance(definition, OperationDefinitionNode):
        for variable in definition.variable_definitions:
            measure.directives += len(variable.directives)
    else:
        is_introspection = definition.type_condition.name.value.startswith("__")
    pending = [_Place(definition.selection_set, is_introspection=is_introspection)]
    while pending:
        place = pending.pop()
        if not place.is_introspection:
            measure.depth = max(measure.depth, place.depth)
        for selection in place.selections.selections:
            measure.directives += len(selection.directives)
            if isinstance(selection, FieldNode):
                inner = _count_field(measure, selection, place)
                if inner is not None:
                    pending.append(inner)
            elif isinstance(selection, InlineFragmentNode):
                pending.append(
                    _Place(
                        selection.selection_set, place.depth, place.lists, place.is_introspection
                    )
                )
            elif isinstance(selection, FragmentSpreadNode):
                _add_spread(measure, known.get(selection.name.value, Measure()), place)
    return measure


def _count_field(measure: Measure, field: FieldNode, place: _Place) -> _Place | None:
    """Count a field, and return what it selects; introspection makes no depth."""
    name = field.name.value
    measure.aliases += field.alias is not None
    measure.root_fields += place.depth == 1 and not place.is_introspection
    if field.selection_set is None:
        return None
    lists = place.lists
    if place.is_introspection and name in INTROSPECTION_LISTS:
        measure.lists += 1
        lists += 1
        measure.lists_deep = max(measure.lists_deep, lists)
    if place.is_introspection or name.startswith("__"):
        return _Place(field.selection_set, place.depth, lists, is_introspection=True)
    return _Place(field.selection_set, place.depth + 1, lists)


def _add_spread(measure: Measure, fragment: Measure, place: _Place) -> None:
    measure.aliases += fragment.aliases
    measure.directives += fragment.directives
    measure.lists += fragment.lists
    if fragment.lists_deep:
        measure.lists_deep = max(measure.lists_deep, place.lists + fragment.lists_deep)
    if not place.is_introspection:
        measure.depth = max(measure.depth, place.depth - 1 + fragment.depth)
        if place.depth == 1:
            measure.root_fields += fragment.root_fields


def _spreads(top: SelectionSetNode) -> Iterator[str]:
    """Yield the names of the fragments that a set of selections spreads."""
    pending = [top]
    while pending:
        for selection in pending.pop().selections:
            if isinstance(selection, FragmentSpreadNode):
                yield selection.name.value
            elif isinstance(selection, FieldNode | InlineFragmentNode) and selection.selection_set:
                pending.append(selection.selection_set)
