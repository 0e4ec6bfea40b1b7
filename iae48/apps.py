"""The site's own Django application, with its templates and commands; imports all others."""

from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_save


class Iae48Config(AppConfig):
    """The top package: it imports every other package, and none imports it."""

    name = "iae48"
    verbose_name = "IAE 48"

    def ready(self) -> None:
        """Set up roles after the starter content is loaded and when a home page is created."""
        from home.models import HomePage
        from home.starter.signals import content_loaded

        content_loaded.connect(_set_up_roles, dispatch_uid="iae48.roles")
        post_save.connect(_open_home_page, sender=HomePage, dispatch_uid="iae48.roles")


def _open_home_page(instance: Any, created: bool, **kwargs: Any) -> None:
    from iae48.roles import open_home_page

    if created:
        open_home_page(instance)


def _set_up_roles(**kwargs: Any) -> None:
    from iae48.roles import set_up_roles

    set_up_roles()
