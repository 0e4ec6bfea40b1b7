"""The task that delivers."""

from django_tasks import task

from cms.webhooks.delivery import deliver_webhooks


@task(backend="database")
def tell_receivers() -> int:
    """Send to each receiver what is due; return how many deliveries were taken."""
    return deliver_webhooks().taken
