"""Executes operations like graphql-core, with less work per field.

All resolvers are synchronous, so no value is checked for being awaitable. A field's definition,
resolver, arguments and serializer are looked up once per selection instead of once per row.
Everything else is graphql-core.
"""

from collections.abc import Callable
from typing import Any, NamedTuple, cast

from graphql import (
    DocumentNode,
    ExecutionContext,
    ExecutionResult,
    FieldNode,
    GraphQLObjectType,
    GraphQLOutputType,
    GraphQLSchema,
    Undefined,
    execute_sync,
    get_nullable_type,
    is_leaf_type,
    located_error,
)
from graphql.execution.execute import get_field_def
from graphql.execution.values import get_argument_values
from graphql.pyutils import Path


class _Step(NamedTuple):
    """How to resolve one field for all objects of a type in one selection."""

    name: str
    nodes: list[FieldNode]
    definition: Any
    resolve: Callable[..., Any]
    arguments: dict[str, Any]
    # For scalars and enums; otherwise None.
    serialize: Callable[[Any], Any] | None


class Execution(ExecutionContext):
    """The execution context of one operation."""

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        # By the id() of a selection's dict of fields, which lives as long as this context.
        self._steps: dict[int, tuple[Any, list[_Step]]] = {}

    def execute_fields(
        self,
        parent_type: GraphQLObjectType,
        source_value: Any,
        path: Path | None,
        fields: dict[str, list[FieldNode]],
    ) -> dict[str, Any]:
        """Return the values of an object's fields, by their response names."""
        cached = self._steps.get(id(fields))
        if cached is None or cached[0] is not fields:
            try:
                steps = self._plan(parent_type, fields)
            except Exception:  # invalid arguments: graphql-core reports them per field
                return super().execute_fields(parent_type, source_value, path, fields)  # type: ignore[return-value]  # never awaitable
            cached = self._steps[id(fields)] = (fields, steps)
        results = {}
        type_name = parent_type.name
        for name, nodes, definition, resolve, arguments, serialize in cached[1]:
            here = Path(path, name, type_name)
            info = self.build_resolve_info(definition, nodes, parent_type, here)
            try:
                value = resolve(source_value, info, **arguments)
                if serialize is not None and value is not None:
                    serialized = None if isinstance(value, Exception) else serialize(value)
                    if serialized is not None and serialized is not Undefined:
                        results[name] = serialized
                        continue
                results[name] = self.complete_value(definition.type, nodes, info, here, value)
            except Exception as raw_error:
                self._fail(raw_error, definition.type, nodes, here)
                results[name] = None
        return results

    def _plan(
        self, parent_type: GraphQLObjectType, fields: dict[str, list[FieldNode]]
    ) -> list[_Step]:
        steps = []
        for name, nodes in fields.items():
            definition = get_field_def(self.schema, parent_type, nodes[0])
            if definition is None:
                continue
            resolve = definition.resolve or self.field_resolver
            arguments = (
                get_argument_values(definition, nodes[0], self.variable_values)
                if definition.args
                else {}
            )
            inner: Any = get_nullable_type(cast(Any, definition.type))
            serialize = inner.serialize if is_leaf_type(inner) else None
            steps.append(_Step(name, nodes, definition, resolve, arguments, serialize))
        return steps

    def _fail(
        self, raw_error: Exception, of_type: GraphQLOutputType, nodes: list[FieldNode], path: Path
    ) -> None:
        self.handle_field_error(located_error(raw_error, nodes, path.as_list()), of_type, path)


def execute_operation(
    schema: GraphQLSchema, document: DocumentNode, **named: Any
) -> ExecutionResult:
    """Execute an operation; takes the arguments of graphql-core's `execute_sync`."""
    return execute_sync(schema, document, execution_context_class=Execution, **named)
