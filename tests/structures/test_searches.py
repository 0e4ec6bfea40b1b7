"""Twenty searches as visitors type them: the same sheet comes first on every database."""

import pytest
from django.db import transaction
from wagtail.models import Locale, Page

from structures.models import Commune, StructurePage
from structures.search.matching import matching
from tests.factories import (
    CommuneFactory,
    HomePageFactory,
    NetworkFactory,
    SectorFactory,
    SectorGroupFactory,
    StructureActivityFactory,
    StructureIndexPageFactory,
    StructureKindFactory,
    StructurePageFactory,
)

COMMUNES = {
    "Mende": "48000", "Marvejols": "48100", "Langogne": "48300", "Florac Trois Rivières": "48400",
    "Saint-Chély-d'Apcher": "48200", "Le Malzieu-Ville": "48140", "Nasbinals": "48260",
}  # fmt: skip
# Each sector's group, then its names in French and in English.
SECTORS = {
    "jardinage": ("Espaces verts et extérieurs", "Jardinage", "Gardening"),
    "maraichage": ("Agro-alimentaire", "Maraîchage biologique", "Organic market gardening"),
    "nature": ("Espaces verts et extérieurs", "Espaces naturels", "Natural areas"),
    "menuiserie": ("Bâtiment et travaux publics", "Menuiserie", "Joinery"),
    "peinture": ("Bâtiment et travaux publics", "Peinture et décors", "Painting and decorating"),
    "maconnerie": ("Bâtiment et travaux publics", "Maçonnerie", "Masonry"),
    "linge": ("Entretien du linge", "Blanchisserie et repassage", "Laundry and ironing"),
    "menage": ("Services à la personne", "Ménage à domicile", "Home cleaning"),
    "dechets": ("Recyclage et économie circulaire", "Collecte de déchets", "Waste collection"),
    "repas": ("Restauration", "Traiteur", "Catering"),
    "velos": ("Réparations et dépannages", "Réparation de vélos", "Bicycle repair"),
}
# Name, brand, kind, commune, sectors, what the texts say.
FRENCH = [
    ("Lozère Emploi Solidarité", "", "AI", "Mende", ["jardinage", "menage"],
     "Des salariés pour vos travaux, chez vous."),
    ("Aloès", "", "ACI", "Mende", ["linge"], "Un atelier en ville."),
    ("Les Jardins du Gévaudan", "", "ACI", "Marvejols", ["maraichage"],
     "Des paniers de légumes de saison."),
    ("Menuiserie du Malzieu", "", "EI", "Le Malzieu-Ville", ["menuiserie"], ""),
    ("Bois et Partage", "", "EI", "Marvejols", ["menuiserie"], "Meubles et charpentes."),
    ("Margeride Missions", "", "ETTI", "Langogne", [], "Du personnel intérimaire en deux jours."),
    ("La Corbeille blanche", "", "EI", "Saint-Chély-d'Apcher", ["linge"], ""),
    ("Association Relais 48", "Quoi de Neuf", "ACI", "Mende", ["dechets"], "Une recyclerie."),
    ("Ressourcerie des Causses", "", "ACI", "Florac Trois Rivières", ["dechets"], ""),
    ("Massif vivant", "", "ACI", "Florac Trois Rivières", ["nature"],
     "L’entretien des sentiers et des rivières."),
    ("La Table d’à côté", "", "EI", "Mende", ["repas"], "Des repas livrés, du jardin au bureau."),
    ("Les Jardiniers de l’Aubrac", "", "AI", "Nasbinals", ["menage"], ""),
    ("Bâtir ensemble", "", "EI", "Mende", ["maconnerie", "peinture"], ""),
    ("Ceinture verte", "", "ACI", "Marvejols", ["maraichage"], ""),
    ("Le Fil d’Ariane", "", "ACI", "Langogne", ["linge"], "Couture et retouches."),
    ("Cévennes Services", "", "AI", "Florac Trois Rivières", ["menage"], ""),
    ("Roues libres", "", "ACI", "Saint-Chély-d'Apcher", ["velos"], "Un atelier de cycles."),
    ("Viaduc Intérim", "", "ETTI", "Mende", [], ""),
]  # fmt: skip
ENGLISH = [
    ("Les Jardins du Gévaudan", "Gévaudan Gardens", "ACI", "Marvejols", ["maraichage"],
     "Baskets of seasonal vegetables."),
    ("Lozère Emploi Solidarité", "", "AI", "Mende", ["jardinage", "menage"],
     "People who work at your home."),
    ("Bois et Partage", "", "EI", "Marvejols", ["menuiserie"], "Furniture made to measure."),
    ("Massif vivant", "", "ACI", "Florac Trois Rivières", ["nature"],
     "We maintain footpaths and rivers."),
    ("Roues libres", "", "ACI", "Saint-Chély-d'Apcher", ["velos"], "Bicycles sold and repaired."),
    ("La Table d’à côté", "", "EI", "Mende", ["repas"], "Meals for every garden party."),
    ("Viaduc Intérim", "", "ETTI", "Mende", [], "Temporary staff."),
]  # fmt: skip
SEARCHES = [
    # By name and brand, without accents or case, in any order, half typed
    ("fr", "LOZERE emploi solidarite", "Lozère Emploi Solidarité"),
    ("fr", "aloés", "Aloès"),
    ("fr", "quoi de neuf", "Quoi de Neuf"),
    ("fr", "menuis", "Menuiserie du Malzieu"),
    ("fr", "l'aubrac", "Les Jardiniers de l’Aubrac"),
    # With a typo in the name
    ("fr", "emplois solidarite lozer", "Lozère Emploi Solidarité"),
    ("fr", "jardins gevaudn", "Les Jardins du Gévaudan"),
    ("fr", "resourcerie", "Ressourcerie des Causses"),
    # By stem: the singular finds the plural
    ("fr", "jardinier", "Les Jardiniers de l’Aubrac"),
    ("fr", "sentier, rivière", "Massif vivant"),
    # By activity: what is done comes before a name that looks like it
    ("fr", "jardinage", "Lozère Emploi Solidarité"),
    ("fr", "peinture", "Bâtir ensemble"),
    ("fr", "blanchisserie saint chely", "La Corbeille blanche"),
    # By kind, network and place
    ("fr", "AI Florac", "Cévennes Services"),
    ("fr", "cocagne", "Les Jardins du Gévaudan"),
    ("fr", "menuiserie Marvejols", "Bois et Partage"),
    ("fr", "St Chély vélo", "Roues libres"),
    # In English
    ("en", "vegetable basket", "Gévaudan Gardens"),
    ("en", "gardeners in Mende", "Lozère Emploi Solidarité"),
    ("en", "repairing bicycles", "Roues libres"),
]


@pytest.fixture(scope="module")
def sheets_of_module(django_db_setup, django_db_blocker):
    """Make the sheets once for the module; they are rolled back at the end."""
    with django_db_blocker.unblock(), transaction.atomic():
        Page.objects.filter(depth__gt=1).delete()
        home = HomePageFactory(title="Accueil")
        english = Locale.objects.create(language_code="en")
        translation = home.copy_for_translation(english)
        translation.save_revision().publish()
        for name, code in COMMUNES.items():
            CommuneFactory(name=name, post_codes_text=code)
        network = NetworkFactory(name="Réseau Cocagne")
        for parent, sheets in ((home, FRENCH), (translation, ENGLISH)):
            _sheets(StructureIndexPageFactory(parent=parent), sheets, network)
        yield
        transaction.set_rollback(True)


def _sheets(directory, sheets, network):
    locale = directory.locale
    for name, brand, kind, place, sectors, text in sheets:
        sheet = StructurePageFactory(
            parent=directory,
            name=name,
            brand=brand,
            kind=StructureKindFactory(code=kind),
            commune=Commune.objects.get(name=place),
            description=text,
            networks=[network] if name == "Les Jardins du Gévaudan" else [],
        )
        for key in sectors:
            _activity(sheet, key, locale)


def _activity(sheet, key, locale):
    """Add an activity in the French sector, which has an English version where need be."""
    group, french, english = SECTORS[key]
    sector = SectorFactory(
        slug=key, name=french, group=SectorGroupFactory(slug=group.lower()[:20], name=group)
    )
    if locale != sector.locale and not sector.has_translation(locale):
        translation = sector.copy_for_translation(locale)
        translation.name = english
        translation.save()
    StructureActivityFactory(structure=sheet, sector=sector)


@pytest.mark.parametrize(("language", "text", "first"), SEARCHES)
def test_a_search_finds_what_is_meant_first(sheets_of_module, db, language, text, first):
    locale = Locale.objects.get(language_code=language)
    rows = StructurePage.objects.filter(locale=locale)

    found = matching(rows, text, locale).order_by("-relevance", "title", "pk")

    assert [sheet.title for sheet in found[:1]] == [first]


def test_there_are_twenty_searches_of_twenty_five_sheets():
    assert len(SEARCHES) == 20
    assert len(FRENCH) + len(ENGLISH) == 25


@pytest.mark.parametrize(
    ("language", "text", "found"),
    [
        ("fr", "jardin", ["Les Jardins du Gévaudan", "Les Jardiniers de l’Aubrac",
                          "Lozère Emploi Solidarité", "La Table d’à côté"]),
        ("fr", "jardiniers de l’Aubrac", ["Les Jardiniers de l’Aubrac"]),
        ("fr", "menuiserie Langogne", []),
        ("fr", "girafe", []),
        ("fr", "vegetables", []),
        ("en", "légumes", []),
        ("en", "garden", ["Gévaudan Gardens", "Lozère Emploi Solidarité", "La Table d’à côté"]),
    ],
)  # fmt: skip
def test_all_that_a_search_finds(sheets_of_module, db, language, text, found):
    locale = Locale.objects.get(language_code=language)
    rows = StructurePage.objects.filter(locale=locale)

    sheets = matching(rows, text, locale).order_by("-relevance", "title", "pk")

    assert [sheet.title for sheet in sheets] == found
