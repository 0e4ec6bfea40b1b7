"""The edges from what is public to what is hidden."""

from dataclasses import dataclass, field
from typing import Any

from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Locale, Page, Site

from cms.models import CustomDocument, CustomImage, SocialLink
from home.models import ContactPage, DiagramPage
from networks.models import Network
from structures.models import Sector, StructureKind, StructurePage
from tests import factories as make
from tests.cms.graphql.canary.canaries import FIRST_ID, Canaries, CanarySite, stream


def references(canaries: Canaries, site: CanarySite) -> None:
    """Let all public content refer to hidden things, and to some that are not.

    To media that are not released only a draft refers: a reference of visible content lists them.
    """
    hidden = _Targets(
        pages=list(canaries.pages.values()),
        structures=[page for page in canaries.pages.values() if isinstance(page, StructurePage)],
        networks=[row for row in canaries.rows if isinstance(row, Network)],
        images=[i for i in canaries.rows if isinstance(i, CustomImage) and i.is_released],
        documents=[d for d in canaries.rows if isinstance(d, CustomDocument) and d.is_released],
    )
    draft = canaries.pages["page draft"]
    draft.refresh_from_db()
    unreleased = _Targets(
        images=list(CustomImage.objects.filter(is_released=False)),
        documents=list(CustomDocument.objects.filter(is_released=False)),
    )
    draft.social_image = unreleased.images[0]
    draft.body = stream(draft, _body(unreleased, _Targets()))
    draft.save()
    seen = _Targets(
        pages=[site.hub, site.home],
        structures=[page for page in site.public if isinstance(page, StructurePage)][:2],
        networks=list(Network.objects.filter(pk__lt=FIRST_ID, locale=site.home.locale)),
        images=list(CustomImage.objects.filter(pk__lt=FIRST_ID)),
        documents=list(CustomDocument.objects.filter(pk__lt=FIRST_ID)),
    )
    hidden_here = {
        holder.locale_id: hidden.hidden_from(holder)
        for holder in Network.objects.filter(name="Bêta", pk__lt=FIRST_ID)
    }
    for number, page in enumerate(site.public):
        page.refresh_from_db()
        image = hidden.images[number % 3]
        theirs = hidden_here[page.locale_id]
        if isinstance(page, StructurePage):
            page.logo = image if number % 2 else seen.images[0]
            page.networks.set([*theirs.networks, *seen.networks])
            page.social_image = seen.images[0] if number % 2 else image
        else:
            page.social_image = seen.images[0] if page == site.hub else image
            some = theirs if page == site.hub else theirs.some(number)
            page.body = stream(page, _body(some, seen))
        if isinstance(page, DiagramPage):
            page.text_alternative = _prose(theirs.some(number), seen)
            if page.locale == site.home.locale:
                page.document = hidden.documents[1]
            else:
                page.diagram, page.document = image, seen.documents[0]
        if isinstance(page, ContactPage):
            page.consent = page.thank_you = _prose(theirs.some(number), seen)
        if hasattr(page, "common_elements"):
            page.common_elements = stream(
                page, _points(theirs.some(number), seen), "common_elements"
            )
        page.save()
    # A social image that is seen, of each type of page; translations have that of their source.
    first = Locale.get_default()
    for model in {type(page) for page in site.public}:
        made = [page for page in site.public if type(page) is model and page.locale == first]
        made[-1].social_image = seen.images[0]
        made[-1].save()
    for network in Network.objects.filter(pk__lt=FIRST_ID, locale__in=hidden_here):
        network.description = _prose(hidden_here[network.locale_id].some(network.pk), seen)
        network.logo = hidden.images[1] if network.name == "Bêta" else seen.images[0]
        network.save()
    for kind in StructureKind.objects.filter(pk__lt=FIRST_ID, locale__in=hidden_here):
        kind.explanation = _prose(hidden_here[kind.locale_id].some(kind.pk), seen)
        kind.save()
    _hidden_facts(canaries, site)


def _hidden_facts(canaries: Canaries, site: CanarySite) -> None:
    """Let public structures have hidden kinds and sectors."""
    structures = [page for page in site.public if isinstance(page, StructurePage)]
    drafts = [row for row in canaries.rows if isinstance(row, StructureKind)]
    for structure, kind in zip(structures[4:6], drafts[:2], strict=True):
        structure.kind = kind
        structure.save()
    for sector in (row for row in canaries.rows if isinstance(row, Sector)):
        make.StructureActivityFactory(structure=structures[5], sector=sector, note="Secteur caché")


@dataclass
class _Targets:
    pages: list[Any] = field(default_factory=list)
    structures: list[Any] = field(default_factory=list)
    networks: list[Any] = field(default_factory=list)
    images: list[Any] = field(default_factory=list)
    documents: list[Any] = field(default_factory=list)

    def some(self, number: int) -> "_Targets":
        """Return a few of the targets; others for each number."""
        return _Targets(
            self.pages[number % 15 :: 15],
            self.structures[number % 3 :: 3],
            self.networks[number % 3 :: 3],
            self.images[number % 3 :: 3],
            self.documents[number % 3 :: 3],
        )

    def hidden_from(self, holder: Any) -> "_Targets":
        """Return the targets that the holder's readers see in no language.

        The others are answered in the version that is seen, which a deleted one can't be.
        """
        return _Targets(
            _hidden_from(holder, self.pages),
            _hidden_from(holder, self.structures),
            _hidden_from(holder, self.networks),
            self.images,
            self.documents,
        )


def _hidden_from(holder: Any, targets: list[Any]) -> list[Any]:
    return [
        target
        for target in targets
        if target.locale_id == holder.locale_id or not _is_seen_elsewhere(target)
    ]


def _is_seen_elsewhere(target: Any) -> bool:
    """Return whether the hidden thing has a translation that is seen."""
    model = Page if isinstance(target, Page) else type(target)
    versions = model.objects.filter(translation_key=target.translation_key, pk__lt=FIRST_ID)
    return bool(versions.exists())


def _prose(hidden: _Targets, seen: _Targets) -> str:
    links = [
        *(f'<a linktype="page" id="{page.pk}">lien</a>' for page in hidden.pages + seen.pages),
        *(
            f'<a linktype="document" id="{document.pk}">fichier</a>'
            for document in hidden.documents + seen.documents
        ),
    ]
    pictures = [
        f'<embed alt="Un jardin" embedtype="image" format="left" id="{image.pk}"/>'
        for image in seen.images + hidden.images
    ]
    return f"<p>{' '.join(links)}</p>{''.join(pictures)}"


def _points(hidden: _Targets, seen: _Targets) -> list[dict[str, Any]]:
    pages = [*seen.pages, *hidden.pages]
    return [
        {"type": "point", "value": {"title": "Point", "text": "", "page": page.pk}}
        for page in pages
    ]


def _body(hidden: _Targets, seen: _Targets) -> list[dict[str, Any]]:
    """Return a body with each type of block, which refer to all of the targets."""
    prose = _prose(hidden, seen)
    calls = [{"page": page.pk} for page in seen.pages[:1] + hidden.pages]
    calls += [{"document": document.pk} for document in seen.documents + hidden.documents]
    sections = [{"title": "Section", "content": prose}]
    return [
        {"type": "heading", "value": {"text": "Titre", "level": "h2"}},
        {"type": "paragraph", "value": {"content": prose}},
        {"type": "quote", "value": {"text": "Des mots", "source": "La loi", "source_url": ""}},
        {
            "type": "table",
            "value": {
                "caption": "Tableau",
                "table": {
                    "columns": [{"type": "text", "heading": "Colonne"}],
                    "rows": [{"values": ["case"]}],
                },
            },
        },
        *(
            {
                "type": "figure",
                "value": {
                    "image": {"image": image.pk, "alt_text": "alt", "decorative": False},
                    "caption": "",
                },
            }
            for image in seen.images + hidden.images
        ),
        {
            "type": "documents",
            "value": {
                "title": "Fichiers",
                "documents": [one.pk for one in hidden.documents + seen.documents],
            },
        },
        {
            "type": "points",
            "value": {
                "title": "Points",
                "introduction": "",
                "points": [point["value"] for point in _points(hidden, seen)],
            },
        },
        {
            "type": "key_figures",
            "value": {"title": "", "figures": [{"value": "1", "caption": "un", "source": ""}]},
        },
        {"type": "accordion", "value": {"title": "", "items": sections}},
        {"type": "steps", "value": {"title": "", "steps": sections}},
        *(
            {
                "type": "call_to_action",
                "value": {"title": "Appel", "text": "", "link": {"text": "Bouton", **target}},
            }
            for target in calls
        ),
        {"type": "contact", "value": {"title": "Contact", "name": "Secrétariat"}},
        {
            "type": "network_list",
            "value": {
                "title": "Réseaux",
                "networks": [one.pk for one in hidden.networks + seen.networks],
            },
        },
        {
            "type": "structure_list",
            "value": {
                "title": "Structures",
                "structures": [one.pk for one in hidden.structures + seen.structures],
            },
        },
    ]


def surroundings(canaries: Canaries, site: CanarySite, en: Locale) -> None:
    """Make menus, redirects and settings that lead to hidden things."""
    own = Site.objects.get(is_default_site=True)
    image = next(row for row in canaries.rows if isinstance(row, CustomImage))
    tagline = {
        "en": "Work for all",
        "es": canaries.word("a tagline in a language in preparation"),
    }
    settings = make.SiteSettingsFactory(site=own, logo=image, tagline=tagline)
    SocialLink.objects.create(settings=settings, name="Réseau social", url="https://exemple.fr/")
    for handle in ("main", "footer"):
        for locale in (site.home.locale, en):
            menu = make.MenuFactory(handle=handle, locale=locale)
            make.MenuItemFactory(menu=menu, page=site.hub, with_children=True, label="Refuge")
            make.MenuItemFactory(menu=menu)
            entries = _hidden_from(menu, list(canaries.pages.values()))
            if locale == site.home.locale:
                # Spanish readers get this menu with pages in any language that has them.
                entries = [page for page in entries if not _is_seen_elsewhere(page)]
            for number, page in enumerate(entries):
                if number % 4 == (handle == "main") + 2 * (locale == en):
                    what = canaries.ids[page.pk]
                    word = canaries.word(f"{locale} {handle} entry to {what}")
                    make.MenuItemFactory(menu=menu, page=page, label=word, with_children=True)
    for number, (what, page) in enumerate(canaries.pages.items()):
        word = canaries.word(f"old address of {what}")
        redirect = Redirect.objects.create(
            old_path=f"/{word.lower()}", redirect_page=page, site=own if number % 2 else None
        )
        site.redirects.append(redirect)
    word = canaries.word("another site's redirect")
    site.redirects += [
        Redirect.objects.create(
            old_path=f"/{word.lower()}", redirect_link=f"https://{word}.fr/", site=site.other_site
        ),
        Redirect.objects.create(old_path="/ancien", redirect_page=site.hub, site=own),
        Redirect.objects.create(
            old_path="/deux", redirect_page=canaries.pages["page draft"], site=own
        ),
        Redirect.objects.create(old_path="/deux", redirect_page=site.hub, site=None),
        Redirect.objects.create(old_path="/parti", redirect_link="", site=own),
        Redirect.objects.create(
            old_path="/fr/refuge", redirect_page=canaries.pages["page draft"], site=own
        ),
    ]
