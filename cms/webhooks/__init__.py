"""Tells other servers what was published, by signed HTTP requests.

The log of changes (`cms.changes`) is the outbox: its lines are written in the very transaction that
changes what readers see, and by nothing else. Each receiver has a position in it (`outbox`). After
a commit all that has come since becomes one delivery, with an id of its own, which is sent
(`sending`) until the receiver takes it (`delivery`). While one waits, what comes after it stays in
the log, and is told at once when the receiver is back.
"""
