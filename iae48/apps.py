"""The composition root as a Django application: it carries this site's templates and commands."""

from django.apps import AppConfig


class Iae48Config(AppConfig):
    """This site: it imports every other package and none imports it."""

    name = "iae48"
    verbose_name = "IAE 48"
