"""The content of the benchmark: `python -m bench.content` loads it into an empty database.

500 structures, each with an image, and 40 pages, all in French and English. The content is always
the same. The 500 images share eight files of the starter content with all their renditions, so that
neither side writes a file while it is measured.
"""

import random
from typing import Any

import django
from django.core.files.base import ContentFile
from django.db import transaction
from stdnum import luhn
from tqdm import tqdm

STRUCTURES = 500
SECTIONS = 20
PROSE_PAGES = 18
WORDS = {"fr": "maraîchage", "en": "vegetables"}


def load() -> None:
    """Load everything in one transaction, unless the database already has structures."""
    from structures.models import StructurePage

    if StructurePage.objects.exists():
        return
    from cms.images.signals import renditions_postponed
    from home.starter import reference, site

    with renditions_postponed(), transaction.atomic():
        locales = site.load_locales()
        reference.load_territory(_nothing)
        reference.load_kinds(locales, _nothing)
        reference.load_sectors(locales, _nothing)
        reference.load_networks(locales, _nothing)
        site.clear_welcome_page()
        images = _load_images()
        total = len(locales) * (STRUCTURES + SECTIONS + PROSE_PAGES + 2)
        with tqdm(total=total, desc="Content", unit="page", mininterval=2) as bar:
            tree = _Tree(locales, images, bar)
            tree.load()
        site.load_site(tree.pages["home", "fr"])
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _nothing() -> None:
    """Report no progress; the starter content loads quickly."""


def _load_images() -> list[Any]:
    """Return one image for each structure; they share the files and renditions of eight images."""
    from cms.images.renditions import make_renditions
    from cms.models import CustomImage, Rendition
    from home.starter import files

    originals = []
    for key in files.structures():
        content = ContentFile((files.PICTURES / f"{key}.png").read_bytes(), name=f"{key}.png")
        image = CustomImage(title=f"Dessin {key}", file=content, file_size=content.size)
        image.save()
        make_renditions(image)
        originals.append(image)
    images = []
    for rank in range(STRUCTURES):
        source = originals[rank % len(originals)]
        image = CustomImage.objects.get(pk=source.pk)
        image.pk = image.id = None
        image.title, image.description = f"Image {rank:03d}", f"Emblème {rank:03d}"
        images.append(image)
    CustomImage.objects.bulk_create(images)
    copies = []
    for rank, image in enumerate(images):
        for rendition in originals[rank % len(originals)].renditions.all():
            copies.append(
                Rendition(
                    image=image,
                    filter_spec=rendition.filter_spec,
                    focal_point_key=rendition.focal_point_key,
                    file=rendition.file.name,
                    width=rendition.width,
                    height=rendition.height,
                )
            )
    Rendition.objects.bulk_create(copies)
    return images


def _siret(rank: int) -> str:
    """Return a SIRET with valid check digits."""
    siren = f"48{rank:06d}"
    number = f"{siren}{luhn.calc_check_digit(siren)}0001"
    return number + str(luhn.calc_check_digit(number))


class _Tree:
    """Builds the pages of each language: home, directory, sections with structures, prose.

    The directory is split into 20 sections, so that the tree has 1 + 20 + 500 nodes. (The admin
    would allow one section only.)
    """

    def __init__(self, locales: dict[str, Any], images: list[Any], bar: Any) -> None:
        from cms.models import CustomDocument

        self._locales = locales
        self._images = images
        self._bar = bar
        self._document = CustomDocument(
            title="Schéma", file=ContentFile(b"Un texte.", name="schema.txt"), file_size=9
        )
        self._document.save()
        self.pages: dict[tuple[str, str], Any] = {}

    def load(self) -> None:
        """Create every page."""
        from wagtail.models import Page

        from home.models import ContentPage, HomePage
        from structures.models import StructureIndexPage

        for language in self._locales:
            home = self._add(Page.get_first_root_node(), HomePage, "home", language)
            directory = self._add(home, ContentPage, "annuaire", language)
            sections = [
                self._add(directory, StructureIndexPage, f"section-{number:02d}", language)
                for number in range(SECTIONS)
            ]
            for rank in range(STRUCTURES):
                self._add_structure(sections[rank // (STRUCTURES // SECTIONS)], rank, language)
            for number in range(PROSE_PAGES):
                self._add(home, ContentPage, f"prose-{number:02d}", language)
            for number in range(PROSE_PAGES):
                page = self.pages[f"prose-{number:02d}", language]
                stream = page._meta.get_field("body").stream_block
                page.body = stream.to_python(self._body(number, language))
                page.save()

    def _add(self, parent: Any, model: Any, key: str, language: str) -> Any:
        page = model(title=f"{key.capitalize()} {language}")
        self._place(parent, page, key, language)
        return page

    def _place(self, parent: Any, page: Any, key: str, language: str) -> None:
        page.slug, page.locale = f"{key}-{language}", self._locales[language]
        if source := self.pages.get((key, "fr")):
            page.translation_key = source.translation_key
        parent.add_child(instance=page)
        self.pages[key, language] = page
        self._bar.update()

    def _add_structure(self, parent: Any, rank: int, language: str) -> None:
        from networks.models import Network
        from structures.models import (
            Commune,
            Sector,
            StructureActivity,
            StructureKind,
            StructurePage,
        )

        source = self._locales["fr"]
        chosen = random.Random(rank)  # noqa: S311 - the same content at each load
        commune = chosen.choice(list(Commune.objects.all()[:20]))
        word = f" {WORDS[language]}" if rank % 25 == 0 else ""
        page = StructurePage(
            name=f"Structure {rank:03d} {language}",
            kind=chosen.choice(list(StructureKind.objects.filter(locale=source))),
            siret=_siret(rank),
            logo=self._images[rank],
            commune=commune,
            post_code=commune.post_codes[0],
            description=f"Une structure de {commune.name}.{word}",
        )
        page.networks = chosen.sample(list(Network.objects.filter(locale=source)), 2)
        sector = chosen.choice(list(Sector.objects.filter(locale=source)))
        page.activities = [StructureActivity(sector=sector, offers_services=True)]
        self._place(parent, page, f"structure-{rank:03d}", language)

    # --- Bodies ------------------------------------------------------------------------------

    def _body(self, number: int, language: str) -> list[dict[str, Any]]:
        """Return twelve blocks, with links and chosen objects."""
        from networks.models import Network

        def page(step: int) -> int:
            other = (number + step) % PROSE_PAGES
            return int(self.pages[f"prose-{other:02d}", language].pk)

        def link(step: int) -> str:
            return f'<a linktype="page" id="{page(step)}">lien {step}</a>'

        def prose(step: int) -> str:
            text = "Une phrase de plusieurs mots, <b>en gras</b> et <i>en italique</i>. " * 3
            return f"<p>{text}{link(step)}</p><ul><li>un</li><li>deux {link(step + 1)}</li></ul>"

        first = number * 20
        structures = [
            self.pages[f"structure-{(first + step) % STRUCTURES:03d}", language].pk
            for step in range(6)
        ]
        networks = Network.objects.filter(locale=self._locales[language]).order_by("pk")[:3]
        sections = [{"title": f"Partie {step}", "content": prose(step)} for step in (3, 4, 5)]
        points = [
            {"title": f"Point {step}", "text": "Un texte.", "page": page(step)} for step in range(4)
        ]
        image = {"image": self._images[first].pk, "decorative": False, "alt_text": "Un dessin"}
        figure = {"value": "152", "caption": "communes", "source": "INSEE"}
        target = {"text": "Voir", "page": page(7), "document": None, "url": ""}
        blocks: list[tuple[str, dict[str, Any]]] = [
            ("heading", {"text": "Un intertitre", "level": "h2"}),
            ("paragraph", {"content": prose(1)}),
            ("quote", {"text": "Des mots.", "source": "Quelqu’un", "source_url": ""}),
            ("figure", {"image": image, "caption": "Une légende"}),
            ("documents", {"title": "Fichiers", "documents": [self._document.pk]}),
            ("points", {"title": "Objectif", "introduction": "", "points": points}),
            ("key_figures", {"title": "Chiffres", "figures": [figure, figure]}),
            ("accordion", {"title": "Questions", "items": sections}),
            ("steps", {"title": "Étapes", "steps": sections}),
            ("call_to_action", {"title": "Agir", "text": "Un texte.", "link": target}),
            ("structure_list", {"title": "Structures", "structures": structures}),
            ("network_list", {"title": "Réseaux", "networks": [row.pk for row in networks]}),
        ]
        return [{"type": name, "value": value} for name, value in blocks]


if __name__ == "__main__":
    django.setup()
    load()
