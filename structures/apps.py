"""The Django application of the directory of structures."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class StructuresConfig(AppConfig):
    """Structures, their kinds, their sectors and their territory."""

    name = "structures"
    verbose_name = _("Structures")

    def ready(self) -> None:
        """Register the snippets (before grapple reads the registry) and connect the signals."""
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
    """Add the field `structures` to networks, which may not import structures themselves."""
    from cms.graphql_fields import GraphQLReferringPages
    from networks.models import Network

    members = GraphQLReferringPages(
        "structures",
        "structures.StructurePage",
        description="Structures that belong to this network, by name. For pagination, use "
        "`structures(where: {network: …})`.",
    )
    Network.graphql_fields = [*Network.graphql_fields, members]
