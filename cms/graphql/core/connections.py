"""Relay connections with `nodes` and `totalCount`.

Cursors hold the sort keys of a row (keyset pagination): rows that are added or removed between two
requests do not shift the next page.
"""

import base64
import binascii
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import graphene
from django.conf import settings
from django.db.models import CharField, DateTimeField, Field, Model, Q, QuerySet, TextField

from cms.delivery.instances import readable
from cms.graphql.core.errors import bad_input
from cms.graphql.core.pagination import check_size
from cms.graphql.core.validators import is_storable
from cms.graphql_fields import DEFAULT_SIZE


class PageInfo(graphene.ObjectType):
    """Paging information of a connection."""

    class Meta:
        description = "Paging information (Relay)."

    has_next_page = graphene.Boolean(
        required=True, description="Whether there are more results after this page."
    )
    has_previous_page = graphene.Boolean(
        required=True, description="Whether there are results before this page."
    )
    start_cursor = graphene.String(
        description="Cursor of the first result. Null if the page is empty."
    )
    end_cursor = graphene.String(
        description="Cursor of the last result. Null if the page is empty."
    )


def connection_arguments() -> dict[str, graphene.Argument]:
    """Return the arguments `first` and `after`."""
    return {
        "first": graphene.Argument(
            graphene.Int,
            default_value=DEFAULT_SIZE,
            description=f"Number of results, at most {settings.CMS_GRAPHQL_MAX_PAGE_SIZE}.",
        ),
        "after": graphene.Argument(
            graphene.String, description="Return the results after this cursor."
        ),
    }


def connection_type(name: str, node: Any, **more: Any) -> type[graphene.ObjectType]:
    """Return the type `<name>Connection` and define its edge type; `node` is a lazy node type.

    `more` are additional fields of this connection, and their resolvers.
    """
    edge = type(
        f"{name}Edge",
        (graphene.ObjectType,),
        {
            "Meta": type("Meta", (), {"description": "A result and its cursor."}),
            "node": graphene.Field(node, description="The result."),
            "cursor": graphene.String(
                required=True, description="Cursor of the result, for the `after` argument."
            ),
        },
    )
    return type(
        f"{name}Connection",
        (graphene.ObjectType,),
        {
            "Meta": type("Meta", (), {"description": "One page of results."}),
            "nodes": graphene.List(
                graphene.NonNull(node), required=True, description="Results of this page."
            ),
            "edges": graphene.List(
                graphene.NonNull(edge),
                required=True,
                description="Results of this page with their cursors.",
            ),
            "page_info": graphene.Field(
                PageInfo,
                required=True,
                description="Paging information.",
            ),
            "total_count": graphene.Int(
                required=True, description="Total number of results on all pages."
            ),
            "resolve_total_count": staticmethod(lambda connection, info: connection.total_count()),
            **more,
        },
    )


@dataclass
class Edge:
    """A node with its cursor."""

    node: Model
    cursor: str

    holds = ("node",)


class Connection:
    """One page of a queryset; the queryset must contain only visible rows.

    `keys` are the columns to order by, with a minus for descending order. The last one must be
    unique, and none may be null. With `whole`, the queryset only selects the ids of the page; a
    second query loads the rows, from the queryset that `whole` returns for their plain queryset.
    """

    def __init__(
        self,
        queryset: QuerySet[Any],
        keys: Sequence[str],
        first: int | None,
        after: str | None,
        whole: Callable[[QuerySet[Any]], QuerySet[Any]] | None = None,
    ) -> None:
        size = check_size("first", first)
        self._queryset = queryset
        self._names = [key.removeprefix("-") for key in keys]
        page = queryset.order_by(*keys)
        if after is not None:
            values = _decode(after, [_column(queryset, name) for name in self._names])
            page = page.filter(_after(keys, values))
        if whole is None:
            rows = list(readable(page)[: size + 1])
        else:
            rows = self._load_whole(page[: size + 1], whole)
        self.nodes: list[Model] = rows[:size]
        self.edges = [Edge(node, self._cursor(node)) for node in self.nodes]
        self.page_info = PageInfo(
            has_next_page=len(rows) > size,
            has_previous_page=after is not None,
            start_cursor=self.edges[0].cursor if self.edges else None,
            end_cursor=self.edges[-1].cursor if self.edges else None,
        )

    def total_count(self) -> int:
        """Return the number of nodes on all pages; costs a query."""
        return self._queryset.count()

    def _load_whole(
        self, page: QuerySet[Any], whole: Callable[[QuerySet[Any]], QuerySet[Any]]
    ) -> list[Any]:
        """Load the rows of a page in a second query, and copy the page's annotations to them."""
        annotations = [*page.query.annotations]
        values_by_pk = {pk: values for pk, *values in page.values_list("pk", *annotations)}
        rows = whole(page.model._default_manager.filter(pk__in=values_by_pk).order_by())
        by_pk = {row.pk: row for row in readable(rows)}
        for pk, row in by_pk.items():
            row.__dict__.update(zip(annotations, values_by_pk[pk], strict=True))
        return [by_pk[pk] for pk in values_by_pk if pk in by_pk]

    def _cursor(self, node: Model) -> str:
        values = [getattr(node, name) for name in self._names]
        text = json.dumps(values, default=datetime.isoformat)
        return base64.urlsafe_b64encode(text.encode()).decode()


def _column(queryset: QuerySet[Any], name: str) -> Field[Any, Any]:
    """Return the model field, or the output field of the annotation, with this name."""
    computed = queryset.query.annotations.get(name)
    if computed is not None:
        return computed.output_field
    options = queryset.model._meta
    return options.pk if name == "pk" else options.get_field(name)


def _decode(cursor: str, columns: Sequence[Field[Any, Any]]) -> list[Any]:
    """Return the values of a cursor, converted to the types of the columns.

    Raises BAD_USER_INPUT for a cursor that does not fit the columns.
    """
    try:
        values = json.loads(base64.urlsafe_b64decode(cursor.encode()))
        if not isinstance(values, list):
            raise ValueError("a cursor is a list of values")
        return [_read(value, column) for value, column in zip(values, columns, strict=True)]
    except (binascii.Error, ValueError, OverflowError, RecursionError) as error:
        text = "This cursor does not belong to this list. Start again with the first page."
        raise bad_input(text) from error


def _read(value: Any, column: Field[Any, Any]) -> Any:
    if isinstance(column, DateTimeField):
        moment = datetime.fromisoformat(value) if isinstance(value, str) else None
        # The conversion to UTC raises OverflowError for a date before year 1.
        if moment is not None and moment.tzinfo is not None:
            return moment.astimezone(UTC)
    elif isinstance(column, CharField | TextField):
        if isinstance(value, str) and is_storable(value):
            return value
    elif type(value) is int and abs(value) < 2**63:
        return value
    raise ValueError("not a value of this column")


def _after(keys: Sequence[str], values: Sequence[Any]) -> Q:
    """Return the condition for the rows after the one with these key values."""
    rule = Q(pk__in=[])
    same: dict[str, Any] = {}
    for key, value in zip(keys, values, strict=True):
        name = key.removeprefix("-")
        beyond = "gt" if name == key else "lt"
        rule |= Q(**same, **{f"{name}__{beyond}": value})
        same[name] = value
    return rule
