"""What readers see: a page of each type in both languages, beside which hidden ones come."""

from typing import Any

from wagtail.models import Locale

from tests import factories as make
from tests.cms.graphql.canary.canaries import STATES


def public_content(home: Any, en: Locale) -> dict[str, Any]:
    """Make a page of each type in both languages, below and beside which hidden ones come."""
    hub = make.ContentPageFactory(parent=home, title="Refuge", slug="refuge", show_in_menus=True)
    directory = make.StructureIndexPageFactory(parent=home, slug="structures", show_in_menus=True)
    networks = make.NetworkIndexPageFactory(parent=home, slug="reseaux")
    agreements = make.AgreementsPageFactory(parent=home, title="Agréments", slug="agrements")
    image = make.ImageFactory(
        title="Jardin",
        alternatives={"en": "A garden"},
        file__filename="jardin.png",
        focal_point_x=20,
        focal_point_y=20,
        focal_point_width=8,
        focal_point_height=8,
    )
    make.DocumentFactory(title="Notice", file__filename="notice.txt")
    kinds = [make.StructureKindFactory(), make.StructureKindFactory(ei=True)]
    for kind in kinds:
        kind.explanation = "<p>Une explication.</p>"
        kind.save()
    public_networks = [make.NetworkFactory(name=name, logo=image) for name in ("Alpha", "Bêta")]
    sector = make.SectorFactory(slug="jardin", name="Jardin")
    epci = make.EpciFactory(name="Mont Lozère")
    commune = make.CommuneFactory(mende=True, epci=epci)
    pages = {
        "accueil": home,
        "refuge": hub,
        "directory": directory,
        "networks": networks,
        "agreements": agreements,
        "diagram": make.DiagramPageFactory(
            parent=home, title="Schéma", slug="schema", diagram=image
        ),
        "legal": make.LegalPageFactory(parent=home, title="Mentions", slug="mentions"),
        "contact": make.ContactPageFactory(parent=home),
    }
    for number, parent in enumerate((hub, directory, networks, agreements)):
        pages[f"below {parent.slug}"] = make.ContentPageFactory(
            parent=parent, title=f"Dessous {number}", slug=f"dessous-{number}", show_in_menus=True
        )
    # Their relevance for two words turns round when many other pages have one of the words.
    for name, words in {
        "order a": "jardinage jardinage jardinage menuiserie",
        "order b": "jardinage menuiserie menuiserie menuiserie",
        "order c": "jardinage",
        "order d": "jardinage",
    }.items():
        pages[name] = make.ContentPageFactory(
            parent=hub, title=name, slug=name.replace(" ", "-"), introduction=words
        )
    for number, kind in enumerate((*kinds, kinds[0], kinds[1], kinds[0], kinds[1])):
        structure = make.StructurePageFactory(
            parent=directory,
            name=f"Structure {number}",
            slug=f"structure-{number}",
            kind=kind,
            logo=image,
            social_image=image,
            networks=public_networks,
            with_contact=True,
        )
        activity = make.StructureActivityFactory(structure=structure, sector=sector)
        activity.communes.set([commune])
        activity.epcis.set([epci])
        activity.save()
        pages[f"structure {number}"] = structure
    for page in pages.values():
        page.refresh_from_db()
    in_french_only = {
        f"French of {state}": make.ContentPageFactory(
            parent=hub, title=f"{state} in English", slug=f"source-{state}"
        )
        for state in STATES
    }
    in_french_only["below a draft"] = make.ContentPageFactory(
        parent=hub, title="Sous un brouillon", slug="en-dessous"
    )
    in_french_only["below an alias"] = make.ContentPageFactory(
        parent=hub, title="Sous un reflet", slug="sous-un-reflet"
    )
    in_french_only["alias"] = make.ContentPageFactory(
        parent=hub, title="Reflet", slug="reflet", alias_of=pages["below refuge"]
    )
    for name, page in list(pages.items()):
        translation = page.copy_for_translation(en)
        translation.title = f"{page.title} (English)"
        translation.save_revision().publish()
        pages[f"{name} en"] = translation
    pages |= in_french_only
    pages["alias en"] = make.ContentPageFactory(
        parent=pages["refuge en"],
        title="Reflet",
        slug="reflet",
        alias_of=pages["alias"],
        translation_key=pages["alias"].translation_key,
    )
    for state in STATES:
        pages[f"English of {state}"] = make.ContentPageFactory(
            parent=pages["refuge en"], title=f"{state} in French", slug=f"english-of-{state}"
        )
    snippets: list[Any] = [*public_networks, kinds[1]]
    for snippet in snippets:
        translation = snippet.copy_for_translation(en)
        translation.live = True
        translation.save()
    english_group = sector.group.copy_for_translation(en)
    english_group.save()
    english_sector = sector.copy_for_translation(en)
    english_sector.group = english_group
    english_sector.save()
    return pages
