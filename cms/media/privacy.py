"""Which collections are private: those with a restriction, and all below them."""

from django.db.models import Exists, OuterRef
from django.db.models.functions import Length, Substr
from wagtail.models import Collection, CollectionViewRestriction


def in_private_collection(path: str = "collection__path") -> Exists:
    """Return the condition that a collection, or one above it, has a restriction.

    `path` leads from the row to the collection's place in the tree.
    """
    return Exists(
        CollectionViewRestriction.objects.filter(
            collection__path=Substr(OuterRef(path), 1, Length("collection__path"))
        )
    )


def is_private(collection_id: int | None) -> bool:
    """Return whether a collection, or one above it, has a restriction."""
    return Collection.objects.filter(in_private_collection("path"), pk=collection_id).exists()
