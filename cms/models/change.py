"""A line of the log of changes."""

from django.db import models


class Change(models.Model):
    """Something that readers can notice has changed; written by triggers alone (`cms.changes`)."""

    # No answer has anything of it: the log of changes passes it over (cms.changes).
    is_internal = True

    tag = models.TextField()
    # PostgreSQL's transaction id, by which a snapshot knows what it has seen; 0 on SQLite.
    xid = models.BigIntegerField()
    at = models.DateTimeField(db_index=True)

    class Meta:
        indexes = [models.Index(fields=["xid"], name="cms_change_xid")]

    def __str__(self) -> str:
        return self.tag
