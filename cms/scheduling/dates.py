"""Old dates: what somebody publishes today has not expired."""

from django.utils import timezone
from wagtail.models import Revision


def forget_past_expiry(revision: Revision) -> None:
    """Take an expiry date that has passed out of a version that is about to be published."""
    if not revision.content.get("expire_at"):
        return
    version, now = revision.as_object(), timezone.now()
    is_for_later = version.go_live_at is not None and version.go_live_at > now
    if version.expire_at < now and not is_for_later:
        revision.content = {**revision.content, "expire_at": None}
        revision.save(update_fields=["content"])
