"""The Django application of the home page and the prose pages."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class HomeConfig(AppConfig):
    """Pages that combine prose with the blocks of the domain applications."""

    name = "home"
    verbose_name = _("Pages")
