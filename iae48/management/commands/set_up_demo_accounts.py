"""`manage.py set_up_demo_accounts`: accounts for trying the admin, in development only."""

import os
import secrets
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth.models import Group
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from wagtail.models import Locale
from wagtail.users.models import UserProfile

from cms.models import User
from iae48.roles import EDITORS, PUBLISHERS, set_up_roles, translators

FILE_NAME = "demo-accounts.txt"


class Command(BaseCommand):
    """Creates an administrator, an editor and translators, and prints their random passwords."""

    help = "Crée les comptes de démonstration, en développement seulement."

    def handle(self, *args: Any, **options: Any) -> None:
        """Create missing accounts; store their passwords in a file that git ignores."""
        if not settings.DEBUG:
            raise CommandError(
                "Les comptes de démonstration n’existent qu’en développement. "
                "Créez un compte avec : manage.py createsuperuser"
            )
        accounts = {
            "admin": ("Administration", []),
            "redaction": ("Rédaction", [EDITORS, PUBLISHERS]),
        }
        with transaction.atomic():
            set_up_roles()
            for locale in Locale.objects.exclude(pk=Locale.get_default().pk):
                accounts[f"traduction-{locale.language_code}"] = (
                    "Traduction",
                    [translators(locale)],
                )
            created = [
                (name, _create(name, role, groups))
                for name, (role, groups) in accounts.items()
                if not User.objects.filter(username=name).exists()
            ]
        path = settings.VAR_DIR / FILE_NAME
        if created:
            _store(path, created)
            self.stdout.write("Comptes de démonstration (identifiant, mot de passe) :")
            for name, password in created:
                self.stdout.write(f"  {name:<15} {password}")
        if path.exists():
            self.stdout.write(f"Les mots de passe sont gardés dans var/{FILE_NAME}.")


def _create(name: str, role: str, groups: list[str]) -> str:
    password = secrets.token_urlsafe(12)
    user = User.objects.create_user(
        name,
        email=f"{name}@example.org",
        password=password,
        first_name="Démonstration",
        last_name=role,
        is_superuser=not groups,
        is_staff=not groups,
    )
    user.groups.set(Group.objects.filter(name__in=groups))
    UserProfile.objects.create(user=user, preferred_language="fr")
    return password


def _store(path: Path, created: list[tuple[str, str]]) -> None:
    """Append the passwords to a file that only its owner can read."""
    path.parent.mkdir(exist_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        for name, password in created:
            file.write(f"{name} {password}\n")
