"""The job queue as a Django application: it has the worker's command."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class JobsConfig(AppConfig):
    """Work that is done after the answer, by a worker."""

    name = "cms.jobs"
    label = "jobs"
    verbose_name = _("Travaux différés")
