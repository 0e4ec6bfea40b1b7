"""The networks' own vocabulary."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class NetworkScope(models.TextChoices):
    """How far a network reaches."""

    NATIONAL = "national", _("National")
    REGIONAL = "regional", _("Régional")
    LOCAL = "local", _("Local")
