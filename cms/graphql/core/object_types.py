"""Base class of hand-written GraphQL types, which grapple does not build from `graphql_fields`."""

from typing import Any

import graphene


class CustomObjectType(graphene.ObjectType):
    """A type in grapple's registry that grapple leaves unchanged."""

    class Meta:
        abstract = True

    @staticmethod
    def type() -> dict[str, Any]:
        """Return grapple's marker for a type that is complete."""
        return {"lazy": False}
