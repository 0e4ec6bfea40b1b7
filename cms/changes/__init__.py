"""What changed: a log that the database itself keeps, read by whoever holds a copy of content.

Triggers (`content_triggers`, `site_triggers`) write a row for each change that readers can notice,
in the same transaction, however the change is made: a form, `QuerySet.update`, raw SQL or an
import. A row names what changed by a tag (`tags`). A cache stores with each response what the
response depends on and the moment at which it was read, and asks the log what has changed since
(`log`).
"""
