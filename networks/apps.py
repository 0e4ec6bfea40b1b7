"""The Django application of the networks."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NetworksConfig(AppConfig):
    """The networks that structures belong to."""

    name = "networks"
    verbose_name = _("Réseaux")

    def ready(self) -> None:
        """Register the snippet before grapple reads the registry."""
        from wagtail.snippets.models import register_snippet

        from networks.viewsets import NetworkViewSet

        register_snippet(NetworkViewSet)
