"""The task that delivers one e-mail."""

from django_tasks import task

from cms.mail.delivery import deliver_mail


@task(backend="database", priority=10)
def deliver_email(key: int) -> bool:
    """Deliver an e-mail that is due; return whether it was sent."""
    return deliver_mail(key)
