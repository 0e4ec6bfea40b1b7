"""What the directory tells Wagtail's admin."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import hooks

from structures.inclusion.author import LOG_ACTION


@hooks.register("register_log_actions")
def register_log_actions(actions: Any) -> None:
    """Name the import in the history of a sheet."""
    actions.register_action(LOG_ACTION, _("Importer"), _("Importée de data.inclusion"))
