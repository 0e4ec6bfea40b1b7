"""The selection of a query: its fields, their arguments and their own selections."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any

from graphql import (
    FieldNode,
    FragmentSpreadNode,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLResolveInfo,
    GraphQLSchema,
    GraphQLUnionType,
    InlineFragmentNode,
    SelectionSetNode,
    get_named_type,
)
from graphql.execution.values import get_argument_values

Arguments = tuple[tuple[str, Any], ...]
# Key in a field's extensions: the fields that a computed field needs
# (cms.graphql.loaders.computed_fields).
NEEDS = "needs"


class Selection:
    """One or more selection sets on the same kind of object, within one query."""

    def __init__(self, info: GraphQLResolveInfo, sets: Iterable[SelectionSetNode | None]) -> None:
        self.info = info
        self.sets = [selected for selected in sets if selected is not None]

    @classmethod
    def of_field(cls, info: GraphQLResolveInfo) -> "Selection":
        """Return the selection below the field that is being resolved."""
        return cls(info, (node.selection_set for node in info.field_nodes))

    @classmethod
    def of_all(cls, selections: "list[Selection]") -> "Selection":
        """Return the union of several selections of one query."""
        sets = [selected for selection in selections for selected in selection.sets]
        return cls(selections[0].info, sets)

    def below(self, nodes: Iterable[FieldNode]) -> "Selection":
        """Return the selection below these fields."""
        return Selection(self.info, (node.selection_set for node in nodes))

    def fields(
        self, graphql_type: GraphQLNamedType
    ) -> dict[tuple[str, Arguments], list[FieldNode]]:
        """Return the fields selected on an object of the type, by name and arguments.

        They include the fields that a selected computed field needs.
        """
        result: dict[tuple[str, Arguments], list[FieldNode]] = {}
        fields = getattr(graphql_type, "fields", {})
        for node in _with_needs(self._nodes(_names(self.info.schema, graphql_type)), fields):
            name = node.name.value
            if name in fields:
                key = (name, self._arguments(fields[name], node))
                result.setdefault(key, []).append(node)
        return result

    def named(self, name: str) -> "Selection":
        """Return the selection below all fields with this name, on any type."""
        return self.below(node for node in self._nodes(None) if node.name.value == name)

    def has(self, name: str) -> bool:
        """Return whether a field with this name is selected, on any type."""
        return any(node.name.value == name for node in self._nodes(None))

    def names(self, graphql_type: GraphQLNamedType) -> set[str]:
        """Return the names of the fields selected on an object of the type."""
        nodes = self._nodes(_names(self.info.schema, graphql_type))
        return {node.name.value for node in nodes}

    def types_below(self, graphql_types: Sequence[GraphQLObjectType]) -> dict[str, "Selection"]:
        """Return, by type name, the selections of the objects inside objects of these types.

        Looks through these types if they contain one another, such as blocks in blocks.
        """
        sets_by_type: dict[str, list[SelectionSetNode]] = {}
        through = {graphql_type.name for graphql_type in graphql_types}
        pending: list[tuple[GraphQLObjectType, Selection]] = [(t, self) for t in graphql_types]
        seen: set[tuple[str, int]] = set()
        while pending:
            graphql_type, selection = pending.pop()
            for (name, _arguments), nodes in selection.fields(graphql_type).items():
                inner = get_named_type(graphql_type.fields[name].type)
                for node in nodes:
                    if node.selection_set is None or (inner.name, id(node)) in seen:
                        continue
                    seen.add((inner.name, id(node)))
                    if isinstance(inner, GraphQLObjectType) and inner.name in through:
                        pending.append((inner, selection.below([node])))
                    else:
                        sets_by_type.setdefault(inner.name, []).append(node.selection_set)
        return {name: Selection(self.info, sets) for name, sets in sets_by_type.items()}

    def _nodes(self, type_names: frozenset[str] | None) -> Iterator[FieldNode]:
        """Yield the fields selected on a type with one of these names; None: on any type."""
        pending = list(reversed(self.sets))
        spread: set[str] = set()
        while pending:
            for selection in pending.pop().selections:
                if isinstance(selection, FieldNode):
                    yield selection
                    continue
                condition = None
                if isinstance(selection, InlineFragmentNode):
                    condition, inner = selection.type_condition, selection.selection_set
                else:
                    assert isinstance(selection, FragmentSpreadNode)
                    name = selection.name.value
                    fragment = self.info.fragments.get(name)
                    if fragment is None or name in spread:
                        continue
                    spread.add(name)
                    condition, inner = fragment.type_condition, fragment.selection_set
                if type_names is None or condition is None or condition.name.value in type_names:
                    pending.append(inner)

    def _arguments(self, field: Any, node: FieldNode) -> Arguments:
        values = get_argument_values(field, node, self.info.variable_values) if field.args else {}
        return tuple(sorted((field.args[name].out_name or name, v) for name, v in values.items()))


@lru_cache(maxsize=1_000)
def _names(schema: GraphQLSchema, graphql_type: GraphQLNamedType) -> frozenset[str]:
    """Return the type conditions of fragments that apply to an object of the type."""
    interfaces = getattr(graphql_type, "interfaces", ())
    unions = (
        union
        for union in schema.type_map.values()
        if isinstance(union, GraphQLUnionType) and graphql_type in union.types
    )
    return frozenset(named.name for named in (graphql_type, *interfaces, *unions))


def _with_needs(nodes: Iterable[FieldNode], fields: Mapping[str, Any]) -> Iterator[FieldNode]:
    for node in nodes:
        yield node
        field = fields.get(node.name.value)
        if field is not None and NEEDS in field.extensions:
            yield from field.extensions[NEEDS].selections
