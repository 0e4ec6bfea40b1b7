"""Federations and networks as a Django application."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NetworksConfig(AppConfig):
    """The networks to which structures belong."""

    name = "networks"
    verbose_name = _("Réseaux")

    def ready(self) -> None:
        """Register the snippet before grapple reads the registry."""
        from wagtail.snippets.models import register_snippet

        from networks.viewsets import NetworkViewSet

        register_snippet(NetworkViewSet)
