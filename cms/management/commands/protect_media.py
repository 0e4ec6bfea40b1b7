"""`manage.py protect_media`: files out of the folder that a web server serves."""

from typing import Any

from django.core.management.base import BaseCommand

from cms.media.moving import move_files


class Command(BaseCommand):
    """Move documents and originals of an older installation to the private folder."""

    help = (
        "Sort du dossier servi par le serveur web tout fichier qui n’est pas une déclinaison "
        "d’image publique. Relancée, la commande ne refait rien."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        """Move the files, and say how many there were."""
        moved = move_files()
        self.stdout.write(f"Fichiers déplacés : {moved.files}.")
        self.stdout.write(f"Déclinaisons supprimées : {moved.renditions}.")
        self.stdout.write(f"Fichiers sans emploi mis de côté : {moved.unreferenced}.")
        for name in moved.missing:
            self.stderr.write(f"Fichier introuvable : {name}")
        if moved.renditions:
            self.stdout.write("À lancer ensuite : manage.py prepare_renditions")
