"""Bounded lists with `limit` and `offset`, the arguments of grapple's clients."""

from typing import Any

import graphene
from django.conf import settings

from cms.graphql.core.errors import bad_input
from cms.graphql_fields import DEFAULT_SIZE
from cms.text.collation import sort_key

# Maximum number of rows in a list without arguments, such as the networks of a structure.
LIST_LIMIT = 100


def limit_argument() -> graphene.Argument:
    """Return the argument `limit`."""
    return graphene.Argument(
        graphene.Int,
        default_value=DEFAULT_SIZE,
        description=f"Number of results, at most {settings.CMS_GRAPHQL_MAX_PAGE_SIZE}.",
    )


def offset_argument() -> graphene.Argument:
    """Return the argument `offset`."""
    return graphene.Argument(
        graphene.Int,
        default_value=0,
        description=f"Number of results to skip, at most {settings.CMS_GRAPHQL_MAX_OFFSET}.",
    )


def check_size(name: str, value: int | None) -> int:
    """Return the page size, or the default for null.

    Raises BAD_USER_INPUT outside of 1 to CMS_GRAPHQL_MAX_PAGE_SIZE.
    """
    if value is None:
        return DEFAULT_SIZE
    most = settings.CMS_GRAPHQL_MAX_PAGE_SIZE
    if not 1 <= value <= most:
        raise bad_input(f"{name} is {value}. It accepts 1 to {most}.")
    return value


def check_offset(value: int | None) -> int:
    """Return the offset, or 0 for null.

    Raises BAD_USER_INPUT outside of 0 to CMS_GRAPHQL_MAX_OFFSET.
    """
    if value is None:
        return 0
    most = settings.CMS_GRAPHQL_MAX_OFFSET
    if not 0 <= value <= most:
        raise bad_input(f"offset is {value}. It accepts 0 to {most}.")
    return value


def in_model_order(model: type[Any], values: list[Any]) -> list[Any]:
    """Sort rows by their model's Meta.ordering, which must name plain columns."""
    for name in reversed(model._meta.ordering):
        plain = name.removeprefix("-")
        values = sorted(values, key=lambda row: _key(row, plain), reverse=name.startswith("-"))
    return values


def _key(row: Any, name: str) -> Any:
    value = getattr(row, name)
    return sort_key(value) if isinstance(value, str) else value


def locale_argument() -> graphene.Argument:
    """Return the argument `locale`."""
    return graphene.Argument(
        graphene.String,
        description="Language code, such as fr. Defaults to the site's first language.",
    )
