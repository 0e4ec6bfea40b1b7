"""What a cache in front of the endpoint purges when it is told of changes by a webhook."""

from cms.changes.log import changed_since
from cms.webhooks.payload import purge_tags


def is_purged(response, moment):
    """Return whether an answer is among what has changed since a moment, by its tags alone."""
    return not set(response["Surrogate-Key"].split()).isdisjoint(
        purge_tags(changed_since(moment)[1])
    )
