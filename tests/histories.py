"""What the history of a page or a snippet offers."""

from wagtail.models import ModelLogEntry, PageLogEntry, Revision


def revisions_not_offered():
    """Return the versions that no history offers to read, to compare and to restore."""
    offered = set()
    for model in (PageLogEntry, ModelLogEntry):
        entries = model.objects.filter(content_changed=True).exclude(action="wagtail.publish")
        offered |= set(entries.values_list("revision_id", flat=True))
    return list(Revision.objects.exclude(pk__in=offered - {None}))
