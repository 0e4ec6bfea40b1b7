"""The composition root as a Django application: it carries this site's templates and commands."""

from typing import Any

from django.apps import AppConfig


class Iae48Config(AppConfig):
    """This site: it imports every other package and none imports it."""

    name = "iae48"
    verbose_name = "IAE 48"

    def ready(self) -> None:
        """Have the starter content come with its roles."""
        from home.starter.signals import loaded

        loaded.connect(_set_up_roles, dispatch_uid="iae48.roles")


def _set_up_roles(**kwargs: Any) -> None:
    from iae48.roles import set_up_roles

    set_up_roles()
