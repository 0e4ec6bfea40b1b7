"""`manage.py setup_roles`: sets up the admin's groups with their permissions."""

from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction

from iae48.roles import set_up_roles


class Command(BaseCommand):
    """Creates missing groups and permissions; running it again changes nothing."""

    help = "Crée ou complète les groupes, leurs droits et les collections des langues."

    def handle(self, *args: Any, **options: Any) -> None:
        """Set up the groups in one transaction."""
        with transaction.atomic():
            set_up_roles()
        self.stdout.write("Les groupes et leurs droits sont en place.")
