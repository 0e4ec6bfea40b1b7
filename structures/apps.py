"""The directory of structures as a Django application."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class StructuresConfig(AppConfig):
    """SIAE, their kinds, their sectors and the territory that they serve."""

    name = "structures"
    verbose_name = _("Structures")

    def ready(self) -> None:
        """Register the snippets before grapple reads the registry, and follow what is searched."""
        from django.db.backends.signals import connection_created
        from wagtail.snippets.models import register_snippet

        from structures.models import staff_group
        from structures.search import signals, sqlite
        from structures.viewsets import DirectoryViewSetGroup

        register_snippet(DirectoryViewSetGroup)
        signals.connect()
        staff_group.connect()
        connection_created.connect(sqlite.register_functions, dispatch_uid="structures.search")
        _publish_members()


def _publish_members() -> None:
    """Let a network name its structures: networks know nothing of structures themselves."""
    from cms.graphql_fields import GraphQLReferringPages
    from networks.models import Network

    members = GraphQLReferringPages(
        "structures",
        "structures.StructurePage",
        description="Structures that belong to it, by name; `structures(where: {network: …})` "
        "pages through them all.",
    )
    Network.graphql_fields = [*Network.graphql_fields, members]
