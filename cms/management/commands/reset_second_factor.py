"""`manage.py reset_second_factor`: for whoever has lost the telephone and the recovery codes."""

from typing import Any

from allauth.mfa.models import Authenticator
from django.contrib.sessions.models import Session
from django.core.management.base import BaseCommand, CommandError, CommandParser

from cms.models import User


class Command(BaseCommand):
    """Take a person's second factor away; who must have one is asked to set it up anew."""

    help = "Retire le deuxième facteur d’un compte et ferme ses sessions."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the account's name."""
        parser.add_argument("username", metavar="IDENTIFIANT")

    def handle(self, *args: Any, username: str, **options: Any) -> None:
        """Delete the factors, and end the account's sessions."""
        user = User.objects.filter(username=username).first()
        if user is None:
            raise CommandError(f"Aucun compte ne porte l’identifiant « {username} ».")
        count, _by_model = Authenticator.objects.filter(user=user).delete()
        for session in Session.objects.all():
            if session.get_decoded().get("_auth_user_id") == str(user.pk):
                session.delete()
        self.stdout.write(f"Deuxièmes facteurs retirés : {count}.")
