"""`manage.py set_frontend_address`: where the public site is, of which every address is made."""

from argparse import ArgumentParser
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from wagtail.models import Site

from cms.models import SiteSettings


class Command(BaseCommand):
    """Store the origin of the front end in the settings of the default site."""

    help = "Enregistre l’adresse du site public, dont dépendent toutes les adresses publiées."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Add the origin, and --if-empty."""
        parser.add_argument("origin", help="Par exemple https://www.exemple.fr")
        parser.add_argument(
            "--if-empty",
            action="store_true",
            help="Ne rien changer si une adresse est enregistrée.",
        )

    def handle(self, *args: Any, origin: str, if_empty: bool, **options: Any) -> None:
        """Store the origin, or refuse what is none."""
        site = Site.objects.filter(is_default_site=True).first()
        if site is None:
            raise CommandError("Il n’y a pas encore de site : chargez d’abord du contenu.")
        settings = SiteSettings.of_site(site)
        if if_empty and settings.frontend_url:
            return
        settings.frontend_url = origin
        try:
            settings.clean_fields()
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        settings.save()
