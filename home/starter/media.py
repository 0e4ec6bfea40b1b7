"""Loads the pictures, the diagrams and the documents of the starter content."""

from collections.abc import Callable
from typing import Any

from django.core.files.base import ContentFile

from cms.models import CustomDocument, CustomImage
from home.starter import files

CREDIT = "IAE 48, dessin produit par un programme"
DIAGRAM_TITLES = {"fr": "Schéma IAE 48", "en": "IAE 48 diagram"}


class MediaLoader:
    """Creates the media that are missing and remembers the files that it stored."""

    def __init__(self, advance: Callable[[], None]) -> None:
        self._advance = advance
        self.stored: list[tuple[Any, str]] = []

    def landscapes(self) -> dict[str, CustomImage]:
        """Return the landscapes by key."""
        found = {}
        for key, landscape in files.table("landscapes").items():
            image = self._image(landscape["title"], f"{key}.webp")
            if image.description == "":
                x, y = landscape["focal_point"]
                image.description = landscape["alternatives"]["fr"]
                image.alternatives = {"en": landscape["alternatives"]["en"]}
                image.focal_point_x = round(x * image.width)
                image.focal_point_y = round(y * image.height)
                image.focal_point_width = image.width // 4
                image.focal_point_height = image.height // 4
                image.save()
            found[key] = image
            self._advance()
        return found

    def marks(self) -> dict[str, CustomImage]:
        """Return the demonstration structures' marks by key."""
        found = {}
        for key, row in files.structures().items():
            title = f"Emblème de démonstration – {row['nom']}"
            found[key] = self._image(title, f"{key}.png")
            if found[key].description == "":
                found[key].description = f"Emblème de {row['nom']}"
                found[key].alternatives = {"en": f"Emblem of {row['nom']}"}
                found[key].save()
            self._advance()
        return found

    def diagrams(self) -> dict[str, CustomImage]:
        """Return the diagram as an image by language."""
        found = {}
        for language, title in DIAGRAM_TITLES.items():
            found[language] = self._image(title, f"diagram.{language}.png")
            if found[language].description == "":
                found[language].description = DIAGRAM_TITLES["fr"]
                found[language].alternatives = {"en": DIAGRAM_TITLES["en"]}
                found[language].save()
            self._advance()
        return found

    def documents(self) -> dict[str, CustomDocument]:
        """Return the diagram as a document by language."""
        found = {}
        for language, title in DIAGRAM_TITLES.items():
            title = f"{title} (SVG)"
            document = CustomDocument.objects.filter(title=title).order_by("pk").first()
            if document is None:
                path = files.PICTURES / f"diagram.{language}.svg"
                content = ContentFile(path.read_bytes(), name=f"schema-{path.name}")
                document = CustomDocument(title=title, file=content)
                document.save()
                self.stored.append((document.file.storage, str(document.file.name)))
            found[language] = document
            self._advance()
        return found

    def forget_files(self) -> None:
        """Delete the files stored so far: the rows that name them are being rolled back."""
        for storage, name in self.stored:
            storage.delete(name)

    def _image(self, title: str, name: str) -> CustomImage:
        image = CustomImage.objects.filter(title=title).order_by("pk").first()
        if image is None:
            content = ContentFile((files.PICTURES / name).read_bytes(), name=name)
            image = CustomImage(title=title, file=content, credit=CREDIT)
            image.save()
            self.stored.append((image.file.storage, image.file.name))
        return image
