"""A site on which everything that the schema lists can grow to any number of rows."""

from typing import Any

import wagtail_factories
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Locale, Page
from wagtail.signal_handlers import disable_reference_index_auto_update

from cms.models import CustomDocument, CustomImage, MenuItem, SocialLink
from cms.models.menu import MenuHandle
from structures.enums import StructureKindCode
from structures.models import StructureActivity, StructurePage
from structures.search.batching import indexing_postponed
from tests import factories as make

# What a model, or the depth that a tree's column has room for, allows at most.
MOST_LINKS, MOST_LEVELS = 10, 40
# Those that come in both languages: what follows would take long to make.
MOST_TRANSLATED = 50


class GrowingSite:
    """A site in two languages.

    As many as there are rows: pages below `section`, structures, networks, communes, media,
    redirects, entries of menus; items in each list of the body of `wide`; activities of the first
    structure, and what the first of these serves.
    """

    def __init__(self) -> None:
        Page.objects.filter(depth__gt=1).delete()
        self.structures: list[Any] = []
        self.pages: list[Any] = []
        self.networks: list[Any] = []
        self.communes: list[Any] = []
        self.documents: list[Any] = []
        self.home = make.HomePageFactory(title="Accueil")
        english = Locale.objects.create(language_code="en")
        self.english_home = _translation(self.home, self.home.get_parent(), locale=english)
        site = wagtail_factories.SiteFactory(
            hostname="testserver", port=80, root_page=self.home, is_default_site=True
        )
        self.settings = make.SiteSettingsFactory(site=site)
        self.menus = [make.MenuFactory(handle=handle) for handle in MenuHandle]
        self.image, self.document = make.ImageFactory(), make.DocumentFactory()
        self.directory = make.StructureIndexPageFactory(parent=self.home)
        self.section = make.ContentPageFactory(parent=self.home, show_in_menus=True)
        self.english_directory = _translation(self.directory, self.english_home)
        self.english_section = _translation(self.section, self.english_home)
        self.wide = make.ContentPageFactory(parent=self.home, slug="large")
        self.deepest = self.home
        make.MenuItemFactory(menu=self.menus[0], page=self.section, with_children=True)

    @property
    def variables(self) -> dict[str, str]:
        """Return what queries ask for."""
        return {"deep": "/fr/" + "plus/" * min(len(self.pages), MOST_LEVELS)}

    def grow(self, count: int) -> None:
        """Add what is missing to a number of rows."""
        known = len(self.pages)
        new = range(known, count)
        with disable_reference_index_auto_update(), indexing_postponed():
            for number in new:
                self._add(number)
            self._describe(self.structures[known:])
        shared = {"collection_id": self.image.collection_id}
        CustomImage.objects.bulk_create(
            CustomImage(title=f"i{n}", file=self.image.file.name, width=64, height=48, **shared)
            for n in new
        )
        self.documents += CustomDocument.objects.bulk_create(
            CustomDocument(title=f"d{n}", file=self.document.file.name, **shared) for n in new
        )
        Redirect.objects.bulk_create(
            Redirect(old_path=f"/ancien-{n}", redirect_page=self.pages[n]) for n in new
        )
        MenuItem.objects.bulk_create(
            MenuItem(menu=menu, page=self.pages[n], sort_order=n)
            for menu in self.menus
            for n in new
        )
        if not known:
            self._write_all_types()
        self._write(self.wide, count)
        activity = self.structures[0].activities.first()
        activity.communes.set(self.communes)
        activity.epcis.set([commune.epci for commune in self.communes])
        activity.save()

    def _add(self, number: int) -> None:
        """Add a structure with all that describes it, and a page."""
        name = f"jardin {number:03d}"
        prose = f'<p><a linktype="page" id="{self.section.pk}">x</a></p>'
        network = make.NetworkFactory(name=name, logo=self.image, description=prose)
        self.networks.append(network)
        if number < MOST_TRANSLATED:
            shared = {
                "translation_key": network.translation_key,
                "locale": self.english_home.locale,
            }
            make.NetworkFactory(name=name, **shared)
        self.communes.append(make.CommuneFactory())
        codes = list(StructureKindCode)
        facts = {
            "kind": make.StructureKindFactory(code=codes[number % len(codes)].value),
            "commune": self.communes[-1],
            "logo": self.image,
        }
        structure = make.StructurePageFactory(parent=self.directory, name=name, **facts)
        self.structures.append(structure)
        page = make.ContentPageFactory(parent=self.section, title=name, show_in_menus=True)
        self.pages.append(page)
        if number < MOST_TRANSLATED:
            shared = {"name": name, "networks": self.networks[:3], **facts}
            _translation(structure, self.english_directory, **shared)
            _translation(page, self.english_section)
        if number < MOST_LEVELS:
            self.deepest = make.ContentPageFactory(parent=self.deepest, slug="plus")
        if number < MOST_LINKS:
            url = f"https://exemple.fr/{number}"
            SocialLink.objects.create(settings=self.settings, name=name, url=url)

    def _describe(self, structures: list[Any]) -> None:
        """Give new structures an activity and networks each, and the first one as many activities.

        In bulk: a structure that is saved for each of its own activities takes ever longer.
        """
        holders = [*structures, *(self.structures[:1] * len(structures))]
        if structures[0] is self.structures[0]:
            holders.remove(structures[0])
        StructureActivity.objects.bulk_create(
            make.StructureActivityFactory.build(structure=holder, sector=make.SectorFactory())
            for holder in holders
        )
        members = StructurePage.networks.through
        members.objects.bulk_create(
            members(structurepage_id=structure.pk, network_id=network.pk)
            for structure in structures
            for network in self.networks[:3]
        )

    def _write_all_types(self) -> None:
        """Give a body to a page of each type that has one."""
        self._write(self.home, 1)
        self._write(self.directory, 1, "common_elements")
        for factory in (
            make.AgreementsPageFactory,
            make.DiagramPageFactory,
            make.LegalPageFactory,
            make.ContactPageFactory,
            make.NetworkIndexPageFactory,
        ):
            self._write(factory(parent=self.home), 1)

    def _write(self, page: Any, count: int, *more: str) -> None:
        """Write a body whose lists have a number of items."""
        links = [
            {"text": "x", "title": "x", "page": target.pk, "content": _link(target)}
            for target in self.pages[:count]
        ]
        figure = {"image": {"image": self.image.pk, "alt_text": "x"}}
        pictures = [
            f'<embed embedtype="image" format="left" alt="x" id="{pk}"/>'
            for pk in CustomImage.objects.order_by("pk").values_list("pk", flat=True)[:count]
        ]
        prose = "".join([*(link["content"] for link in links), *pictures])
        values = [
            ("paragraph", {"content": prose}),
            ("documents", {"documents": [row.pk for row in self.documents[:count]]}),
            ("points", {"title": "x", "points": links}),
            ("key_figures", {"figures": [{"value": "1", "caption": "x"}] * count}),
            ("accordion", {"items": links}),
            ("steps", {"steps": links}),
            ("structure_list", {"structures": [row.pk for row in self.structures[:count]]}),
            ("network_list", {"networks": [row.pk for row in self.networks[:count]]}),
            *(("call_to_action", {"title": "x", "link": link}) for link in links),
            *[("figure", figure)] * count,
        ]
        for name in ("body", *more):
            stream = page._meta.get_field(name).stream_block
            known = [{"type": t, "value": v} for t, v in values if t in stream.child_blocks]
            setattr(page, name, stream.to_python(known))
        page.save()


def _translation(page: Any, parent: Any, **values: Any) -> Any:
    factory = getattr(make, f"{type(page).__name__}Factory")
    shared = {"title": page.title, "translation_key": page.translation_key}
    return factory(parent=parent, **{**shared, "slug": f"{page.slug}-en", **values})


def _link(page: Page) -> str:
    return f'<p><a linktype="page" id="{page.pk}">x</a></p>'
