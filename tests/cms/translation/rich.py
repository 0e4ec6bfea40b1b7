"""The body of a page with every block, and files of its strings."""

from dataclasses import replace

from cms.translation.exchange.extraction import document, extract


def stored(type_, value, number):
    """Return a block as it is stored, with an id that is always the same."""
    return {"type": type_, "value": value, "id": f"00000000-0000-4000-8000-{number:012d}"}


def listed(*values, start):
    return [stored("item", value, number) for number, value in enumerate(values, start)]


PROSE = (
    '<p data-block-key="aaaaa">Voir <a linktype="page" id="3">la <b>page</b></a>,<br/>et '
    '<a href="https://www.exemple.fr/?a=1&amp;b=2">le site</a> &amp; plus.</p>'
    '<ul><li data-block-key="bbbbb">Un</li><li data-block-key="ccccc">Deux</li></ul>'
    '<embed alt="Un jardin" embedtype="image" format="fullwidth" id="5"/>'
)
SECTION = '<p data-block-key="ddddd">Tout le <i>monde</i>.</p>'
BODY = [
    stored("heading", {"text": "Un intertitre", "level": "h3"}, 1),
    stored("paragraph", {"content": PROSE}, 2),
    stored("quote", {"text": "Des mots", "source": "La loi", "source_url": ""}, 3),
    stored("table", {"caption": "Familles", "table": {
        "columns": [{"type": "text", "heading": "Nom"}, {"type": "number", "heading": "Combien"}],
        "rows": [{"values": ["Production", "2"]}, {"values": ["Emploi", None]}],
        "caption": "Deux familles",
    }}, 4),
    stored("figure", {
        "image": {"image": 1, "alt_text": "Un atelier", "decorative": False}, "caption": "Ici"}, 5),
    stored("documents", {"title": "À lire", "documents": listed(1, 2, start=60)}, 6),
    stored("points", {"title": "But", "introduction": "Pour\r\nquoi", "points": listed(
        {"title": "Un point", "text": "", "page": None}, start=70)}, 7),
    stored("key_figures", {"title": "", "figures": listed(
        {"value": "12 %", "caption": "des gens", "source": "Insee"}, start=80)}, 8),
    stored("accordion", {"title": "Questions", "items": listed(
        {"title": "Qui ?", "content": SECTION}, {"title": "Où ?", "content": SECTION},
        start=90)}, 9),
    stored("steps", {"title": "Étapes", "steps": listed(
        {"title": "Venir", "content": SECTION}, start=100)}, 10),
    stored("call_to_action", {"title": "Venez", "text": "Ici", "link": {
        "text": "Voir", "page": 3, "document": None, "url": ""}}, 11),
    stored("contact", {"title": "Nous joindre", "name": "Accueil", "phone": "+33466000000",
        "email": "a@exemple.fr", "address": "Mende", "note": "Le matin"}, 12),
    stored("network_list", {"title": "Réseaux", "networks": listed(1, start=130)}, 13),
    stored("structure_list", {"title": "Structures", "structures": listed(4, start=140)}, 14),
]  # fmt: skip


def strings_of(source, locale):
    (found,) = extract([source], locale)
    return found.strings


def file_of(source, locale, translate=None, *, all_strings=True):
    """Return the document of a source, translated text by text, place by place."""
    made = document(extract([source], locale), locale, all_strings=all_strings)
    if translate is None:
        return made
    items = []
    for item in made.items:
        entries = [replace(e, target=translate(e), is_doubtful=False) for e in item.entries]
        items.append(replace(item, entries=entries))
    return replace(made, items=items)


def in_capitals(entry):
    """Return a text in capitals, its codes as they are."""
    return tuple(part.upper() if isinstance(part, str) else part for part in entry.source)


def only(place, text):
    """Return what translates one place, and nothing else."""
    return lambda entry: text if entry.place.endswith(place) else None


def draft_of(source, locale):
    return source.get_translation(locale).get_latest_revision_as_object()


def raw_body(page):
    return list(page.body.raw_data)
