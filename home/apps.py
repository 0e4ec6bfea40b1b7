"""The home page and the prose pages as a Django application."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class HomeConfig(AppConfig):
    """Composition: pages made of prose and of the domain applications' blocks."""

    name = "home"
    verbose_name = _("Pages")
