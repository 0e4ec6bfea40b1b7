"""GraphQL types that are written by hand rather than built by grapple from `graphql_fields`."""

from typing import Any

import graphene


class CustomObjectType(graphene.ObjectType):
    """A type for grapple's registry that grapple leaves as it is."""

    class Meta:
        abstract = True

    @staticmethod
    def type() -> dict[str, Any]:
        """Tell grapple that there is nothing left to build."""
        return {"lazy": False}
