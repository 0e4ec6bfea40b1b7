"""Fields computed from other fields of their row, such as JSON-LD.

The decorator `computed_field` registers a function with the GraphQL selection that it needs. A
query for the field implies that selection: its objects are loaded for all rows of a list at once,
filtered by visibility, in the row's locale, and recorded as dependencies.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Model
from graphene.utils.str_converters import to_camel_case
from graphql import OperationDefinitionNode, SelectionSetNode, parse

from cms.delivery.context import DeliveryContext
from cms.graphql.loaders.batch_loader import delivered

Compute = Callable[[Any, DeliveryContext], Any]


@dataclass(frozen=True)
class ComputedField:
    """A function that computes a field of a row, and the selection that it needs."""

    needs: SelectionSetNode
    compute: Compute


_COMPUTED: dict[type[Model], dict[str, ComputedField]] = {}


def computed_field(model: type[Model], field_name: str, needs: str) -> Callable[[Compute], Compute]:
    """Register a function that computes a declared field of a model's rows.

    `needs` is a selection on the model's type, without variables, and without arguments on the
    model's own relations.
    """
    [operation] = parse(needs, no_location=True).definitions
    assert isinstance(operation, OperationDefinitionNode), "`needs` is a selection in braces"
    selection = operation.selection_set

    def register(compute: Compute) -> Compute:
        _COMPUTED.setdefault(model, {})[to_camel_case(field_name)] = ComputedField(
            selection, compute
        )
        return compute

    return register


def computed_fields(model: type[Any] | None) -> dict[str, ComputedField]:
    """Return the computed fields of a model, by their GraphQL names."""
    return {} if model is None else _COMPUTED.get(model, {})


def loaded_relation(row: Model, relation: str) -> Any:
    """Return the visible value of a relation in a field's `needs`: a row, None or a list."""
    return delivered(row)[relation, ()]
