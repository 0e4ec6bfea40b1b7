"""Enumerations of networks."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class NetworkScope(models.TextChoices):
    """The geographical reach of a network."""

    NATIONAL = "national", _("National")
    REGIONAL = "regional", _("Régional")
    LOCAL = "local", _("Local")
