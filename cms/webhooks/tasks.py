"""The task that delivers; the default backend of django-tasks runs it at once."""

from django_tasks import task

from cms.webhooks.delivery import deliver


@task()
def tell_receivers() -> int:
    """Send to each receiver what is due; return how many deliveries were taken."""
    return deliver().taken
