"""The log of changes: database triggers record every change of published content.

Triggers (`content_triggers`, `site_triggers`) insert a row for each publicly visible change, in the
same transaction, whether the change comes from a form, `QuerySet.update`, raw SQL or an import. A
row contains a tag (`tags`). A cached response stores its dependencies and the moment at which it
was read; the cache asks the log which tags have changed since then (`log`).
"""
