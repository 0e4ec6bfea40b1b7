"""How many messages are taken: of one client, and of all together."""

from datetime import timedelta

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import salted_hmac

from cms.clients import client_network
from cms.contact.models import ContactMessage

SECONDS = 3600


def is_too_often(request: HttpRequest) -> bool:
    """Count one more message of the client; return whether it is too many for an hour.

    The cache has no address, but its hash with a salt that is another one each day. While
    the cache does not answer, clients are not counted; `hourly_count` still limits what is mailed.
    """
    salt = f"cms.contact.throttle:{timezone.now().date()}"
    digest = salted_hmac(salt, client_network(request), algorithm="sha256").hexdigest()
    key = f"contact:{digest}"
    cache.add(key, 0, SECONDS)
    try:
        count = cache.incr(key)
    except ValueError:  # it has just run out
        count = 1
    return count > settings.CMS_CONTACT_MAX_OF_CLIENT_AN_HOUR


def hourly_count(*, suspect: bool, held: bool = False) -> int:
    """Return how many messages of a kind arrived in the last hour."""
    since = timezone.now() - timedelta(seconds=SECONDS)
    return ContactMessage.objects.filter(
        sent_at__gte=since, is_suspect=suspect, is_held=held
    ).count()
