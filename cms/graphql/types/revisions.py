"""The revision history of a previewed object; only available with its preview token."""

from enum import Enum
from typing import Any

import graphene
from graphql import GraphQLResolveInfo
from wagtail.models import RevisionMixin, TaskState

from cms.delivery.context import delivery_of
from cms.graphql.core.pagination import check_size
from cms.graphql_fields import VERSIONS, first_argument


class VersionState(Enum):
    """Publication status of a revision."""

    LIVE = "Currently published."
    SCHEDULED = "Scheduled for publication."
    MODERATION = "Submitted for moderation."
    DRAFT = "Newer than the published revision."
    FORMER = "Superseded: a newer revision was published, or this draft was abandoned."


VersionStateType = graphene.Enum.from_enum(
    VersionState, description=lambda state: state.value if state else VersionState.__doc__
)


class Version(graphene.ObjectType):
    """A revision of a page or a snippet."""

    class Meta:
        description = "A revision of a page or a snippet, as saved by an editor."

    id = graphene.ID(
        required=True,
        description=(
            "ID of the revision. Send it as the `X-Preview-Version` header, next to "
            "`X-Preview-Token`, to read the content of this revision."
        ),
    )
    created_at = graphene.DateTime(required=True, description="When the revision was saved.")
    author = graphene.String(
        required=True,
        description="First and last name of the editor who saved the revision, or empty.",
    )
    state = graphene.Field(
        VersionStateType, required=True, description="Publication status of the revision."
    )


def versions_of(row: Any, info: GraphQLResolveInfo, *, first: int | None) -> list[Version]:
    """Return the newest revisions of a row; empty unless the request previews this row."""
    size = check_size("first", first)
    if not delivery_of(info).visibility.preview_scope.is_about(row) or not isinstance(
        row, RevisionMixin
    ):
        return []
    revisions = list(row.revisions.select_related("user").order_by("-created_at", "-pk")[:size])
    moderated = set(
        TaskState.objects.filter(
            revision__in=revisions, status=TaskState.STATUS_IN_PROGRESS
        ).values_list("revision_id", flat=True)
    )
    live = row.live_revision
    return [
        Version(
            id=revision.pk,
            created_at=revision.created_at,
            author=revision.user.get_full_name() if revision.user else "",
            state=_state(revision, live, moderated),
        )
        for revision in revisions
    ]


def _state(revision: Any, live: Any, moderated: set[int]) -> VersionState:
    if live is not None and revision.pk == live.pk:
        return VersionState.LIVE
    if revision.approved_go_live_at is not None:
        return VersionState.SCHEDULED
    if revision.pk in moderated:
        return VersionState.MODERATION
    is_newer = live is None or revision.created_at > live.created_at
    return VersionState.DRAFT if is_newer else VersionState.FORMER


def version_list() -> graphene.Field:
    """Return the field `versions`."""
    return graphene.Field(
        graphene.List(graphene.NonNull(Version)),
        required=True,
        first=first_argument(),
        resolver=versions_of,
        description=VERSIONS,
    )
