"""The worker: it runs the tasks of the queue, and has what is due enqueued."""

import logging
from datetime import timedelta
from threading import Event
from time import monotonic

from django.db import DatabaseError, InterfaceError, close_old_connections
from django.db.models import Q
from django.utils import timezone
from django.utils.crypto import get_random_string
from django_tasks import TaskResultStatus
from django_tasks_db.management.commands.db_worker import Worker as QueueWorker
from django_tasks_db.models import DBTaskResult

from cms.jobs.signals import work_due

logger = logging.getLogger(__name__)

# Seconds between two looks at an empty queue, and between two looks at what is due.
POLL, LOOK = 0.5, 5.0
# Tasks that are run before the next look at what is due.
BATCH = 20
# A task that started earlier and has not ended belonged to a worker that was killed.
ABANDONED_AFTER = timedelta(hours=1)
# How long finished tasks stay, and failed ones with their tracebacks.
SUCCESSFUL_FOR = timedelta(hours=1)
FAILED_FOR = timedelta(days=14)


class Worker:
    """Works until it is stopped, or until nothing is left to do."""

    def __init__(self) -> None:
        """Take a name that the rows of tasks show."""
        self._name = get_random_string(32)
        self._stop = Event()
        self._round: QueueWorker | None = None
        self._looked = float("-inf")

    def work(self, *, once: bool = False) -> None:
        """Run tasks until `stop`; with `once`, until no task is ready."""
        while not self._stop.is_set():
            close_old_connections()
            try:
                is_idle = self._work_a_round()
            except (DatabaseError, InterfaceError):
                logger.exception("The database can't be reached")
                is_idle = True
            if is_idle and once:
                return
            if is_idle:
                self._stop.wait(POLL)

    def stop(self) -> None:
        """End after the task that runs."""
        self._stop.set()
        if self._round is not None:
            self._round.running = False

    def _work_a_round(self) -> bool:
        """Enqueue what is due and run some tasks; return whether none is left."""
        if monotonic() - self._looked > LOOK:
            self._looked = monotonic()
            enqueue_due_work()
        self._round = QueueWorker(
            queue_names=["*"],
            excluded_queue_names=[],
            interval=0,
            batch=True,
            max_tasks=BATCH,
            backend_name="database",
            startup_delay=False,
            worker_id=self._name,
        )
        self._round.run()
        return self._round._run_tasks < BATCH


def enqueue_due_work() -> None:
    """Enqueue what is due, what a killed worker has left, and delete what is long finished."""
    now = timezone.now()
    tasks = DBTaskResult.objects.filter(backend_name="database")
    tasks.filter(status=TaskResultStatus.RUNNING, started_at__lt=now - ABANDONED_AFTER).update(
        status=TaskResultStatus.READY
    )
    tasks.filter(
        Q(status=TaskResultStatus.SUCCESSFUL, finished_at__lt=now - SUCCESSFUL_FOR)
        | Q(status=TaskResultStatus.FAILED, finished_at__lt=now - FAILED_FOR)
    ).delete()
    for receiver, error in work_due.send_robust(sender=Worker):
        if isinstance(error, Exception):
            logger.error("%s failed", receiver, exc_info=error)
