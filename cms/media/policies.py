"""Wagtail's rights on images and documents."""

from typing import Any

from wagtail.permission_policies.collections import CollectionOwnershipPermissionPolicy

from cms.models.media import CustomImage


def policy_of(model: type[Any]) -> CollectionOwnershipPermissionPolicy:
    """Return what decides who may do what with the files of a model."""
    # Wagtail 8 makes the policies once all applications are there.
    from wagtail.documents.permissions import permission_policy as documents
    from wagtail.images.permissions import permission_policy as images

    return images if issubclass(model, CustomImage) else documents
