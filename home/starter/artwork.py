"""Images of the starter content, drawn by the computer: landscapes and demonstration marks.

Nothing here is a photograph and nobody's logo is imitated, so the pictures are free of any third
party's rights. Each one is drawn from its key alone: the same key gives the same bytes, as long
as the version of Pillow does not change.
"""

import io
from collections.abc import Callable
from typing import NamedTuple

from home.starter.scenes import harvest, plateaus, uplands, village, walks, woods
from home.starter.scenes.canvas import Painter, Point
from home.starter.scenes.marks import draw_mark

QUALITY = 85

__all__ = ["LANDSCAPES", "Landscape", "draw", "draw_mark"]


class Landscape(NamedTuple):
    """What accompanies a picture: its title, its text alternatives and its focal point."""

    title: str
    alternative_fr: str
    alternative_en: str
    focal_point: Point
    """Fractions of the width and of the height, from the top left corner."""


LANDSCAPES: dict[str, Landscape] = {
    "causse": Landscape(
        "Le causse",
        "Illustration : herbes dorées, rochers calcaires et muret de pierre sèche sur un causse, "
        "devant des corniches estompées par la lumière.",
        "Illustration: golden grass, limestone boulders and a dry-stone wall on a causse plateau, "
        "in front of cliffs softened by the light.",
        (0.42, 0.55),
    ),
    "gorges": Landscape(
        "Les gorges",
        "Illustration : une rivière turquoise serpente au fond de gorges calcaires boisées.",
        "Illustration: a turquoise river winds along the bottom of wooded limestone gorges.",
        (0.53, 0.6),
    ),
    "aubrac": Landscape(
        "Les pâturages de l’Aubrac",
        "Illustration : prairies vallonnées de l’Aubrac, murets de pierre sèche, buron au toit de "
        "lauzes et grand hêtre.",
        "Illustration: rolling Aubrac pastures, dry-stone walls, a slate-roofed herdsman’s hut and "
        "a large beech.",
        (0.75, 0.6),
    ),
    "margeride": Landscape(
        "La forêt de la Margeride",
        "Illustration : soleil levant sur les crêtes boisées de la Margeride, blocs de granite et "
        "bruyère au premier plan.",
        "Illustration: sunrise over the wooded ridges of the Margeride, with granite boulders and "
        "heather in the foreground.",
        (0.4, 0.5),
    ),
    "potager": Landscape(
        "Le potager",
        "Illustration : rangs de choux et de salades qui filent vers une haie et des collines, "
        "avec une serre à gauche.",
        "Illustration: rows of cabbages and lettuces running towards a hedge and hills, with a "
        "garden tunnel on the left.",
        (0.5, 0.66),
    ),
    "atelier": Landscape(
        "L’atelier",
        "Illustration : atelier de menuiserie éclairé par une fenêtre, outils au mur, rabot et "
        "rondelle de bois sur l’établi.",
        "Illustration: a woodworking shop lit by a window, tools on the wall, a plane and a slice "
        "of log on the bench.",
        (0.5, 0.55),
    ),
    "brume": Landscape(
        "Brume du matin",
        "Illustration : crêtes bleutées et sapins émergeant de la brume sous un soleil pâle.",
        "Illustration: bluish ridges and fir trees rising from the mist under a pale sun.",
        (0.62, 0.45),
    ),
    "chataigneraie": Landscape(
        "La châtaigneraie",
        "Illustration : vieux châtaigniers en automne, feuilles et châtaignes au sol, muret de "
        "pierre sèche.",
        "Illustration: old chestnut trees in autumn, with leaves and chestnuts on the ground and a "
        "dry-stone wall.",
        (0.5, 0.6),
    ),
    "lac": Landscape(
        "Le lac",
        "Illustration : ponton de bois sur un lac calme où se reflètent les sapins de la rive.",
        "Illustration: a wooden jetty on a still lake which mirrors the fir trees on its shore.",
        (0.47, 0.62),
    ),
    "village": Landscape(
        "Le village",
        "Illustration : village de pierre aux toits de lauzes, groupé autour de son église à "
        "clocher-peigne.",
        "Illustration: a stone village with slate roofs, gathered round its belfry.",
        (0.48, 0.52),
    ),
    "marche": Landscape(
        "Le marché",
        "Illustration : cageots de légumes et de fruits sur un étal de marché, sous des auvents "
        "rayés.",
        "Illustration: crates of vegetables and fruit on a market stall, under striped awnings.",
        (0.5, 0.62),
    ),
    "sentier": Landscape(
        "Le sentier",
        "Illustration : un sentier balisé monte entre bruyères et genêts vers un col, face aux "
        "montagnes.",
        "Illustration: a waymarked footpath climbs through heather and broom towards a pass, "
        "facing the mountains.",
        (0.58, 0.62),
    ),
}

_PAINTERS: dict[str, Callable[[], Painter]] = {
    "causse": plateaus.causse,
    "gorges": plateaus.gorges,
    "aubrac": uplands.aubrac,
    "margeride": uplands.margeride,
    "brume": uplands.brume,
    "lac": walks.lac,
    "potager": harvest.potager,
    "atelier": woods.atelier,
    "chataigneraie": woods.chataigneraie,
    "village": village.village,
    "marche": harvest.marche,
    "sentier": walks.sentier,
}


def draw(key: str) -> bytes:
    """Return a landscape as a 1600×1000 JPEG file; ``key`` is one of ``LANDSCAPES``."""
    picture = _PAINTERS[key]().finish()
    output = io.BytesIO()
    picture.save(output, "JPEG", quality=QUALITY, optimize=True, progressive=True)
    return output.getvalue()
