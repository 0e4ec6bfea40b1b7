"""`manage.py give_structure_access SHEET EMAIL`: lets a person edit one sheet."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.validators import validate_email

from structures.admin.access import give_access, invite
from structures.models import StructurePage


class Command(BaseCommand):
    """Gives access to a sheet and sends the invitation."""

    help = "Donne à une personne l’accès à une fiche de structure, et à nulle autre page."

    def add_arguments(self, parser: CommandParser) -> None:
        """Add the sheet and the e-mail address."""
        parser.add_argument("sheet", help="Numéro ou slug de la fiche.")
        parser.add_argument("email", help="Adresse électronique de la personne.")

    def handle(self, *args: Any, sheet: str, email: str, **options: Any) -> None:
        """Give the access and print the result."""
        page = _find(sheet)
        try:
            validate_email(email)
            access = give_access(page, email)
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        invite(page, access)
        kind = "nouveau compte" if access.is_new else "compte existant"
        self.stdout.write(
            f"{access.user.email} ({kind}) a accès à la fiche « {page.title} » ; "
            "un message vient de partir."
        )


def _find(name: str) -> StructurePage:
    if name.isdecimal():
        sheets = list(StructurePage.objects.filter(pk=int(name)))
    else:
        sheets = list(StructurePage.objects.filter(slug=name).select_related("locale"))
    if not sheets:
        raise CommandError(f"Aucune fiche n’a ce numéro ou ce slug : {name}")
    if len(sheets) > 1:
        choices = ", ".join(f"{page.pk} ({page.locale.language_code})" for page in sheets)
        raise CommandError(f"Plusieurs fiches ont ce slug ; donnez un numéro : {choices}")
    return sheets[0]
