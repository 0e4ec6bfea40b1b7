"""The cost of an operation, computed before execution: objects that it can return, and their SQL.

- An object costs 1. A list costs its maximum number of items times the cost of an item. The number
  is `first` or `limit`; for a list without these arguments it is set in CMS_GRAPHQL_LIST_SIZES, or
  10.
- Scalars cost nothing, except for computed fields (cms.graphql.loaders.computed_fields), which cost
  as much as the objects that they need.
- Introspection costs its fields; those that are lists cost CMS_GRAPHQL_INTROSPECTION_WEIGHT.
- A field that loads rows costs CMS_GRAPHQL_SQL_WEIGHT more, once for each place in the document:
  the rows are loaded together, whatever their number. CMS_GRAPHQL_SQL_WEIGHTS has the exceptions.
  An argument of CMS_GRAPHQL_ARGUMENT_WEIGHTS costs more wherever it is used.
- A search costs more with each word, and most if it also tolerates spelling mistakes
  (CMS_GRAPHQL_SEARCH_WEIGHTS). An operation may have at most CMS_GRAPHQL_MAX_SEARCHES searches.
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
# Fields whose rows the connection has already loaded.
LOADED_FIELDS = (*PAGE_FIELDS, "node")
UNKNOWN_SIZE = 10
META_FIELDS = {"__schema": SchemaMetaFieldDef, "__type": TypeMetaFieldDef}
# A type whose links need a query.
PROSE = "RichText"


class Cost(NamedTuple):
    """The cost of a selection.

    `fixed` counts objects; `each` counts the objects per node of the surrounding connection. A
    fragment on a connection has both, so it is measured once for pages of all sizes. `sql` is the
    weight of the statements, independent of page sizes; `searches` is the number of searches.
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

    Raises DocumentRefusedError for an operation with too many searches.
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


def _argument_weight(arguments: Mapping[str, Any]) -> int:
    """Return the weight of a field's arguments, and of the values in their lists."""
    weights: Mapping[str, int] = settings.CMS_GRAPHQL_ARGUMENT_WEIGHTS
    used = sum(weight for name, weight in weights.items() if arguments.get(name) is not None)
    return used + list_values(arguments)


def list_values(value: Any) -> int:
    """Return how many values all lists in a value have together."""
    if isinstance(value, Mapping):
        return sum(map(list_values, value.values()))
    if isinstance(value, list):
        return len(value) + sum(map(list_values, value))
    return 0


@lru_cache(maxsize=4)
def types_of_rows(schema: GraphQLSchema) -> frozenset[str]:
    """Return the names of the types whose objects are rows, and of connections and RichText."""
    models = {node._meta.name for node in registry.class_models.values()}
    return frozenset(
        name
        for name, graphql_type in schema.type_map.items()
        if name in models
        or (
            isinstance(graphql_type, GraphQLInterfaceType | GraphQLUnionType)
            and any(possible.name in models for possible in schema.get_possible_types(graphql_type))
        )
        or _is_connection(graphql_type)
        or name == PROSE
    )


def _is_connection(graphql_type: GraphQLNamedType) -> bool:
    return isinstance(graphql_type, GraphQLObjectType) and "pageInfo" in graphql_type.fields


@dataclass(frozen=True)
class _Counter:
    """Computes the cost of selections recursively; the parser limits the depth of a document."""

    schema: GraphQLSchema
    variables: Mapping[str, Any]
    fragments: dict[str, tuple[GraphQLNamedType, Cost]]
    searches: list[FieldNode]

    def selections(self, selections: SelectionSetNode, parent: GraphQLNamedType) -> Cost:
        """Return the cost of a selection set on an object.

        Fragments for different object types exclude one another: only the most expensive type
        counts. Their SQL adds up, because a list can contain objects of all types.
        """
        fixed = each = sql = searches = 0
        alternatives: dict[str, list[Cost]] = defaultdict(list)
        for selection in selections.selections:
            if self._is_skipped(selection):
                continue
            cost_type, cost = self._selection(selection, parent)
            sql += cost.sql
            searches += cost.searches
            if cost_type is not parent and isinstance(cost_type, GraphQLObjectType):
                alternatives[cost_type.name].append(cost)
            else:
                fixed += cost.fixed
                each += cost.each
        sums = [Cost(*map(sum, zip(*parts, strict=True))) for parts in alternatives.values()]
        fixed += max((cost.fixed for cost in sums), default=0)
        each += max((cost.each for cost in sums), default=0)
        return Cost(fixed, each, sql, searches)

    def _selection(
        self, selection: SelectionNode, parent: GraphQLNamedType
    ) -> tuple[GraphQLNamedType, Cost]:
        """Return the type that one selection applies to, and its cost."""
        if isinstance(selection, FragmentSpreadNode):
            return self.fragments[selection.name.value]
        if isinstance(selection, InlineFragmentNode):
            condition = selection.type_condition
            cost_type = self.schema.type_map[condition.name.value] if condition else parent
            return cost_type, self.selections(selection.selection_set, cost_type)
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
        sql = self._weight(name, field, parent) + inner.sql + search + _argument_weight(arguments)
        searches = inner.searches
        if search:
            searches += 1
            self.searches.append(node)
        if not is_list_type(get_nullable_type(field.type)):
            nodes = inner.each * (UNKNOWN_SIZE if size is None else size)
            return Cost(1 + inner.fixed + nodes, sql=sql, searches=searches)
        item = 1 + inner.fixed + inner.each * UNKNOWN_SIZE
        if name in PAGE_FIELDS and "pageInfo" in parent.fields:
            # The arguments of the connection's own field give the number.
            return Cost(each=item, sql=sql, searches=searches)
        if size is None:
            size = settings.CMS_GRAPHQL_LIST_SIZES.get(name, UNKNOWN_SIZE)
        return Cost(size * item, sql=sql, searches=searches)

    def _introspection(self, node: FieldNode, parent: GraphQLNamedType) -> Cost:
        """Return the cost of an introspection field.

        Lists have a fixed weight: the schema determines their length, and a limit their nesting.
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
        """Return the SQL weight of the field itself, without its selection."""
        weights: Mapping[str, int] = settings.CMS_GRAPHQL_SQL_WEIGHTS
        if name in weights:
            return weights[name]
        weight: int = settings.CMS_GRAPHQL_SQL_WEIGHT
        if parent in (self.schema.query_type, self.schema.mutation_type):
            return weight
        leads_to_rows = get_named_type(field.type).name in types_of_rows(self.schema)
        return weight if leads_to_rows and name not in LOADED_FIELDS else 0

    def _arguments(self, field: GraphQLField, node: FieldNode) -> dict[str, Any]:
        """Return the argument values of a field; empty if they are invalid."""
        try:
            return get_argument_values(field, node, dict(self.variables)) if field.args else {}
        except GraphQLError:
            return {}

    def _search(self, name: str, field: GraphQLField, arguments: Mapping[str, Any]) -> int:
        """Return the weight of a field's search words, or 0 without a search.

        Words beyond CMS_GRAPHQL_MAX_SEARCH_WORDS do not count: the resolver refuses them.
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
        """Return the requested page size, or None if the field has no such argument.

        Capped at CMS_GRAPHQL_MAX_PAGE_SIZE: the resolver refuses larger values.
        """
        name = next((name for name in SIZE_ARGUMENTS if name in field.args), None)
        if name is None:
            return None
        value = arguments.get(name)
        most = settings.CMS_GRAPHQL_MAX_PAGE_SIZE
        return min(max(value, 0), most) if isinstance(value, int) else most

    def _is_skipped(self, selection: SelectionNode) -> bool:
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
            return None  # execution reports the error
        return None if values is None else values["if"]
