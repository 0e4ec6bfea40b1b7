"""The cost of an operation, before it runs: the objects that it can return, and their SQL.

An object counts 1, a list as many times as it can have items: what `first` or `limit` says, the
setting CMS_GRAPHQL_LIST_SIZES for a list without them whose usual size is known, else 10. Plain
values count nothing, but for those that are computed from objects
(cms.graphql.loaders.computed_fields), which count as these; neither does introspection, which has
limits of its own.

A field that leads to rows counts CMS_GRAPHQL_SQL_WEIGHT more, once for each place in the document:
its rows are loaded together, whatever their number. CMS_GRAPHQL_SQL_WEIGHTS names the fields whose
statements are others.

A search weighs more with each of its words, and most where words are also matched by likeness
(CMS_GRAPHQL_SEARCH_WEIGHTS). A document has at most CMS_GRAPHQL_MAX_SEARCHES searches.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple

from django.conf import settings
from graphql import (
    FieldNode,
    FragmentSpreadNode,
    GraphQLDirective,
    GraphQLError,
    GraphQLField,
    GraphQLIncludeDirective,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLSchema,
    GraphQLSkipDirective,
    GraphQLUnionType,
    InlineFragmentNode,
    OperationDefinitionNode,
    SelectionNode,
    SelectionSetNode,
    get_directive_values,
    get_named_type,
    get_nullable_type,
    is_list_type,
)
from graphql.execution.values import get_argument_values
from graphql.type import SchemaMetaFieldDef, TypeMetaFieldDef
from grapple.registry import registry

from cms.delivery.refusals import Code
from cms.graphql.core.errors import DocumentRefusedError
from cms.graphql.core.selection import NEEDS
from cms.graphql.execution.documents import Document
from cms.text.words import words_in

SIZE_ARGUMENTS = ("first", "limit")
PAGE_FIELDS = ("nodes", "edges")
# What a connection has loaded already.
LOADED_FIELDS = (*PAGE_FIELDS, "node")
UNKNOWN_SIZE = 10
META_FIELDS = {"__schema": SchemaMetaFieldDef, "__type": TypeMetaFieldDef}
# Its links are loaded.
PROSE = "RichText"


class Cost(NamedTuple):
    """Objects of a selection: `fixed`, and `each` for each node of the connection around it.

    A fragment on a connection has both, so that it's measured once for pages of any size. `sql` is
    the weight of the statements, which no size multiplies; `searches` is how many there are.
    """

    fixed: int = 0
    each: int = 0
    sql: int = 0
    searches: int = 0


NOTHING = Cost()


def cost_of(
    schema: GraphQLSchema,
    document: Document,
    operation: OperationDefinitionNode,
    variables: Mapping[str, Any],
) -> int:
    """Return the cost of a valid operation with its coerced variables.

    Raises a refusal for an operation with too many searches.
    """
    counter = _Counter(schema, variables, {}, [])
    for name, fragment in document.fragments.items():
        fragment_type = schema.type_map[fragment.type_condition.name.value]
        counter.fragments[name] = (
            fragment_type,
            counter.selections(fragment.selection_set, fragment_type),
        )
    root = schema.get_root_type(operation.operation)
    assert root is not None, "only operations that the schema has get here"
    total = counter.selections(operation.selection_set, root)
    most = settings.CMS_GRAPHQL_MAX_SEARCHES
    if total.searches > most:
        message = (
            f"The operation has {total.searches} searches; at most {most} are allowed. "
            "Split it into several operations."
        )
        extensions = {"code": Code.TOO_COMPLEX, "searches": total.searches, "maximum": most}
        error = GraphQLError(message, nodes=counter.searches[most:], extensions=extensions)
        raise DocumentRefusedError(Code.TOO_COMPLEX, [error])
    return total.fixed + total.sql


def list_values(value: Any) -> int:
    """Return how many values all lists in a value have together."""
    if isinstance(value, Mapping):
        return sum(map(list_values, value.values()))
    if isinstance(value, list):
        return len(value) + sum(map(list_values, value))
    return 0


@lru_cache(maxsize=4)
def types_of_rows(schema: GraphQLSchema) -> frozenset[str]:
    """Return the names of the types whose objects are rows, or lead to rows straight away."""
    models = {node._meta.name for node in registry.class_models.values()}
    return frozenset(
        name
        for name, graphql_type in schema.type_map.items()
        if name in models
        or (
            isinstance(graphql_type, GraphQLInterfaceType | GraphQLUnionType)
            and any(known.name in models for known in schema.get_possible_types(graphql_type))
        )
        or _is_connection(graphql_type)
        or name == PROSE
    )


def _is_connection(graphql_type: GraphQLNamedType) -> bool:
    return isinstance(graphql_type, GraphQLObjectType) and "pageInfo" in graphql_type.fields


@dataclass(frozen=True)
class _Counter:
    """Counts selections; recursive, at most as deep as the parser lets a document nest."""

    schema: GraphQLSchema
    variables: Mapping[str, Any]
    fragments: dict[str, tuple[GraphQLNamedType, Cost]]
    searches: list[FieldNode]

    def selections(self, selections: SelectionSetNode, parent: GraphQLNamedType) -> Cost:
        """Return the cost of an object's selections.

        Parts for different object types exclude each other: the dearest one counts. Their
        statements do not: a list can have objects of all types.
        """
        fixed = each = sql = searches = 0
        alternatives: dict[str, list[Cost]] = defaultdict(list)
        for selection in selections.selections:
            if self._is_left_out(selection):
                continue
            part_type, part = self._part(selection, parent)
            sql += part.sql
            searches += part.searches
            if part_type is not parent and isinstance(part_type, GraphQLObjectType):
                alternatives[part_type.name].append(part)
            else:
                fixed += part.fixed
                each += part.each
        sums = [Cost(*map(sum, zip(*parts, strict=True))) for parts in alternatives.values()]
        fixed += max((part.fixed for part in sums), default=0)
        each += max((part.each for part in sums), default=0)
        return Cost(fixed, each, sql, searches)

    def _part(
        self, selection: SelectionNode, parent: GraphQLNamedType
    ) -> tuple[GraphQLNamedType, Cost]:
        """Return the cost of one selection, and the type that it is for."""
        if isinstance(selection, FragmentSpreadNode):
            return self.fragments[selection.name.value]
        if isinstance(selection, InlineFragmentNode):
            condition = selection.type_condition
            part_type = self.schema.type_map[condition.name.value] if condition else parent
            return part_type, self.selections(selection.selection_set, part_type)
        assert isinstance(selection, FieldNode)
        return parent, self._field(selection, parent)

    def _field(self, node: FieldNode, parent: GraphQLNamedType) -> Cost:
        name = node.name.value
        if name.startswith("__") or parent.name.startswith("__"):
            return self._introspection(node, parent)
        assert isinstance(parent, GraphQLObjectType | GraphQLInterfaceType)
        field = parent.fields[name]
        if node.selection_set is None:
            needs = field.extensions.get(NEEDS)
            if needs is not None:
                return self.selections(needs, parent)
            weights: Mapping[str, int] = settings.CMS_GRAPHQL_SQL_WEIGHTS
            return Cost(sql=weights.get(name, 0))
        inner = self.selections(node.selection_set, get_named_type(field.type))
        arguments = self._arguments(field, node)
        size = self._size(field, arguments)
        search = self._search(name, field, arguments)
        sql = self._weight(name, field, parent) + inner.sql + search + list_values(arguments)
        searches = inner.searches
        if search:
            searches += 1
            self.searches.append(node)
        if not is_list_type(get_nullable_type(field.type)):
            nodes = inner.each * (UNKNOWN_SIZE if size is None else size)
            return Cost(1 + inner.fixed + nodes, sql=sql, searches=searches)
        item = 1 + inner.fixed + inner.each * UNKNOWN_SIZE
        if name in PAGE_FIELDS and "pageInfo" in parent.fields:
            # As many as the arguments of the connection's own field say.
            return Cost(each=item, sql=sql, searches=searches)
        if size is None:
            size = settings.CMS_GRAPHQL_LIST_SIZES.get(name, UNKNOWN_SIZE)
        return Cost(size * item, sql=sql, searches=searches)

    def _introspection(self, node: FieldNode, parent: GraphQLNamedType) -> Cost:
        """Return the cost of a field of the schema's own description: that of its lists.

        How long these are is the schema's doing, and how deep they nest is limited.
        """
        if node.selection_set is None:
            return NOTHING
        fields: Mapping[str, GraphQLField] = {**META_FIELDS, **getattr(parent, "fields", {})}
        kind = get_nullable_type(fields[node.name.value].type)  # type: ignore[arg-type]  # of output
        inner = self.selections(node.selection_set, get_named_type(kind))
        is_list = is_list_type(kind)
        own = settings.CMS_GRAPHQL_INTROSPECTION_WEIGHT if is_list else 1
        return Cost(own + inner.fixed)

    def _weight(self, name: str, field: GraphQLField, parent: GraphQLNamedType) -> int:
        """Return the weight of the statements that the field itself takes."""
        weights: Mapping[str, int] = settings.CMS_GRAPHQL_SQL_WEIGHTS
        if name in weights:
            return weights[name]
        weight: int = settings.CMS_GRAPHQL_SQL_WEIGHT
        if parent in (self.schema.query_type, self.schema.mutation_type):
            return weight
        leads_to_rows = get_named_type(field.type).name in types_of_rows(self.schema)
        return weight if leads_to_rows and name not in LOADED_FIELDS else 0

    def _arguments(self, field: GraphQLField, node: FieldNode) -> dict[str, Any]:
        """Return the values of a field's arguments, none where running the field gives an error."""
        try:
            return get_argument_values(field, node, dict(self.variables)) if field.args else {}
        except GraphQLError:
            return {}

    def _search(self, name: str, field: GraphQLField, arguments: Mapping[str, Any]) -> int:
        """Return the weight of the words that a field searches for, 0 without any.

        More words than a search may have weigh as these: the resolver refuses them.
        """
        texts = (
            arguments.get(argument.out_name or argument_name)
            for argument_name, argument in field.args.items()
            if argument_name in settings.CMS_GRAPHQL_SEARCH_ARGUMENTS
        )
        words = sum(len(words_in(text)) for text in texts if isinstance(text, str))
        weights: Mapping[str, int] = settings.CMS_GRAPHQL_SEARCH_WEIGHTS
        weight = weights.get(name, settings.CMS_GRAPHQL_SEARCH_WEIGHT)
        return weight * min(words, settings.CMS_GRAPHQL_MAX_SEARCH_WORDS)

    def _size(self, field: GraphQLField, arguments: Mapping[str, Any]) -> int | None:
        """Return the size that the arguments ask for, None without such an argument.

        More than the largest page counts as that: the resolver refuses it with a clearer message.
        """
        name = next((name for name in SIZE_ARGUMENTS if name in field.args), None)
        if name is None:
            return None
        value = arguments.get(name)
        most = settings.CMS_GRAPHQL_MAX_PAGE_SIZE
        return min(max(value, 0), most) if isinstance(value, int) else most

    def _is_left_out(self, selection: SelectionNode) -> bool:
        return (
            self._condition(GraphQLSkipDirective, selection) is True
            or self._condition(GraphQLIncludeDirective, selection) is False
        )

    def _condition(self, directive: GraphQLDirective, selection: SelectionNode) -> bool | None:
        if not selection.directives:
            return None
        try:
            values = get_directive_values(directive, selection, dict(self.variables))
        except GraphQLError:
            return None  # running the selection gives the error
        return None if values is None else values["if"]
