"""What changed: a log that the database itself keeps, read by whoever holds a copy of content.

Triggers write a row for each thing that readers can notice (`triggers`), in the transaction that
changes it, whoever makes the change and by whatever way: a form, `QuerySet.update`, raw SQL or an
import. A row names what changed by a tag (`tags`). Whoever keeps an answer keeps with it what it
depends on and the moment when it was read, and asks the log what has come since (`log`).
"""
