"""The directory of structures as a Django application."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class StructuresConfig(AppConfig):
    """SIAE, their kinds, their sectors and the territory that they serve."""

    name = "structures"
    verbose_name = _("Structures")

    def ready(self) -> None:
        """Register the snippets before grapple reads the registry."""
        from wagtail.snippets.models import register_snippet

        from structures.viewsets import DirectoryViewSetGroup

        register_snippet(DirectoryViewSetGroup)
