"""The job queue in tests that are about it: the database's, and a worker in the test's process."""

from contextlib import contextmanager
from unittest.mock import patch

from cms.jobs.worker import Worker

DATABASE = {
    "default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"},
    "database": {"BACKEND": "django_tasks_db.DatabaseBackend"},
}
QUEUE_BACKEND = "cms.mail.backend.QueueEmailBackend"
LIBRARY = "django_tasks_db.management.commands.db_worker"


def use_queue(settings):
    """Have tasks and mail wait for a worker, as in production."""
    settings.TASKS = DATABASE
    settings.EMAIL_BACKEND = QUEUE_BACKEND


@contextmanager
def connection_stays_open():
    """Leave the connection, which holds the test's transaction, open during a worker's work."""
    with patch("cms.jobs.worker.close_old_connections"), patch(f"{LIBRARY}.close_old_connections"):
        yield


def work():
    """Do what waits."""
    with connection_stays_open():
        Worker().work(once=True)
