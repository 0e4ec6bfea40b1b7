"""Publications and withdrawals at a set time.

`manage.py publish_scheduled` replaces Wagtail's command of the same name: one transaction an event,
and an event that fails keeps its schedule, with the reason stored (`ScheduleFailure`), shown on the
edit form and mailed to its editors.
"""
