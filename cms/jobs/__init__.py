"""The job queue: django-tasks in the database, its worker, and its state.

A task runs on it with `@task(backend="database")`.
"""
