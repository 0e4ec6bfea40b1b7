"""Fields computed from other fields of their row, such as JSON-LD.

A function registers itself with `computed_field` and names, as a GraphQL selection, what it reads
of a row. A query for the field is treated as a query for that selection too: so it is loaded for
all rows of a list at once, is visible, is in the row's language, and is recorded as a dependency.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Model
from graphene.utils.str_converters import to_camel_case
from graphql import OperationDefinitionNode, SelectionSetNode, parse

from cms.delivery.context import DeliveryContext
from cms.graphql.loaders.batch_loader import delivered

Make = Callable[[Any, DeliveryContext], Any]


@dataclass(frozen=True)
class ComputedField:
    """The function that computes a field of a row, and what it reads of the row."""

    needs: SelectionSetNode
    make: Make


_COMPUTED: dict[type[Model], dict[str, ComputedField]] = {}


def computed_field(model: type[Model], field_name: str, needs: str) -> Callable[[Make], Make]:
    """Register a function that computes a declared field of a model's rows.

    `needs` is a selection on the model's type, without variables, and without arguments on the
    model's own relations.
    """
    [operation] = parse(needs, no_location=True).definitions
    assert isinstance(operation, OperationDefinitionNode), "a selection stands in braces"
    selected = operation.selection_set

    def register(make: Make) -> Make:
        _COMPUTED.setdefault(model, {})[to_camel_case(field_name)] = ComputedField(selected, make)
        return make

    return register


def computed_fields(model: type[Any] | None) -> dict[str, ComputedField]:
    """Return the computed fields of a model, by their GraphQL names."""
    return {} if model is None else _COMPUTED.get(model, {})


def loaded(row: Model, relation: str) -> Any:
    """Return what readers see of a relation that a field's needs name: a row, None, or a list."""
    return delivered(row)[relation, ()]
