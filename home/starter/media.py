"""Loads the images and documents of the starter content."""

from collections.abc import Callable
from typing import Any

from django.core.files.base import ContentFile

from cms.models import CustomDocument, CustomImage
from home.starter import files

CREDIT = "IAE 48, dessin produit par un programme"
DIAGRAM_TITLES = {"fr": "Schéma IAE 48", "en": "IAE 48 diagram"}


class MediaLoader:
    """Creates missing media, and remembers the files that it stores."""

    def __init__(self, advance: Callable[[], None]) -> None:
        self._advance = advance
        self.stored: list[tuple[Any, str]] = []

    def landscapes(self) -> dict[str, CustomImage]:
        """Return the landscape images by key."""
        images = {}
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
            images[key] = image
            self._advance()
        return images

    def emblems(self) -> dict[str, CustomImage]:
        """Return the emblems of the demonstration structures by key."""
        images = {}
        for key, row in files.structures().items():
            title = f"Emblème de démonstration – {row['nom']}"
            image = images[key] = self._image(title, f"{key}.png")
            if image.description == "":
                image.description = f"Emblème de {row['nom']}"
                image.alternatives = {"en": f"Emblem of {row['nom']}"}
                image.save()
            self._advance()
        return images

    def diagrams(self) -> dict[str, CustomImage]:
        """Return the diagram as an image, by language."""
        images = {}
        for language, title in DIAGRAM_TITLES.items():
            image = images[language] = self._image(title, f"diagram.{language}.png")
            if image.description == "":
                image.description = DIAGRAM_TITLES["fr"]
                image.alternatives = {"en": DIAGRAM_TITLES["en"]}
                image.save()
            self._advance()
        return images

    def documents(self) -> dict[str, CustomDocument]:
        """Return the diagram as a document, by language."""
        documents = {}
        for language, title in DIAGRAM_TITLES.items():
            title = f"{title} (SVG)"
            document = CustomDocument.objects.filter(title=title).order_by("pk").first()
            if document is None:
                path = files.PICTURES / f"diagram.{language}.svg"
                content = ContentFile(path.read_bytes(), name=f"schema-{path.name}")
                document = CustomDocument(title=title, file=content)
                document.save()
                self.stored.append((document.file.storage, str(document.file.name)))
            documents[language] = document
            self._advance()
        return documents

    def delete_files(self) -> None:
        """Delete the files stored so far, whose rows are being rolled back."""
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
