"""What editors, imports and the clock do to a site, one random thing at a time."""

from datetime import timedelta

import wagtail_factories
from django.db import connection
from django.utils import timezone
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Collection, CollectionViewRestriction, Page, PageViewRestriction

from cms.models import CustomDocument, CustomImage, MenuItem, SiteSettings
from home.models import ContentPage, HomePage
from networks.models import Network
from structures.models import Commune, Sector, StructureActivity, StructureKind, StructurePage
from tests.factories import (
    CollectionFactory,
    CommuneFactory,
    ContentPageFactory,
    DocumentFactory,
    ImageFactory,
    MenuItemFactory,
    NetworkFactory,
    NetworkIndexPageFactory,
    SectorFactory,
    SiteSettingsFactory,
    StructureActivityFactory,
    StructureIndexPageFactory,
    StructureKindFactory,
    StructurePageFactory,
    siret_number,
)

WORDS = ["jardin", "bois", "paniers", "tri", "atelier", "couture", "forêt", "vélo", "pierre", "eau"]


class World:
    """A site that is edited; `dice` decides on everything."""

    def __init__(self, home, english, dice):
        self.home, self.english, self.dice = home, english, dice
        self.count = 0
        wagtail_factories.SiteFactory(
            hostname="testserver", port=80, root_page=home, is_default_site=True
        )
        self.images = [ImageFactory() for _ in range(4)]
        self.documents = [DocumentFactory() for _ in range(2)]
        self.networks = [NetworkFactory(logo=self.images[n % 4]) for n in range(4)]
        self.private = CollectionFactory(private=True)
        kinds = [StructureKindFactory(code=code) for code in ("ACI", "EI", "AI")]
        sectors = [SectorFactory() for _ in range(4)]
        communes = [CommuneFactory() for _ in range(4)]
        directory = StructureIndexPageFactory(parent=home)
        NetworkIndexPageFactory(parent=home)
        for number in range(24):
            page = StructurePageFactory(
                parent=directory,
                kind=dice.choice(kinds),
                commune=dice.choice(communes),
                logo=dice.choice(self.images),
                networks=dice.sample(self.networks, 2),
            )
            StructureActivityFactory(structure=page, sector=dice.choice(sectors))
            page.refresh_from_db()
            if number % 2:
                page.copy_for_translation(english, copy_parents=True).save_revision().publish()
        self.section = ContentPageFactory(parent=home, slug="partie")
        for number in range(14):
            page = ContentPageFactory(parent=self.section if number % 2 else home)
            self.publish(page, body=self.body())
            if number % 3 == 0:
                page.copy_for_translation(english, copy_parents=True).save_revision().publish()
        page.create_alias(parent=home, update_slug="alias")
        MenuItemFactory(page=self.section, with_children=True)
        MenuItemFactory(page=page)
        SiteSettingsFactory(site=home.sites_rooted_here.get())
        self.publish(home, body=self.body())

    # --- Choosing --------------------------------------------------------------------------

    def any(self, model, **rule):
        """Return a random row, None where there is none."""
        rows = list(model.objects.filter(**rule).order_by("pk"))
        return self.dice.choice(rows) if rows else None

    def page(self, **rule):
        """Return a random page of the site, in its own type; the home pages only by a rule."""
        rows = Page.objects.filter(depth__gt=2, alias_of=None, **rule).order_by("pk")
        return self.dice.choice(list(rows)).specific

    def text(self):
        """Return a text that was not there before."""
        self.count += 1
        return f"{self.dice.choice(WORDS).capitalize()} {self.count}"

    def body(self):
        """Return the body of a page, with things chosen and a link."""
        structures = list(StructurePage.objects.values_list("pk", flat=True))
        pages = list(Page.objects.filter(depth__gt=2).values_list("pk", flat=True))
        link = self.dice.choice(pages)
        chosen = self.dice.sample(structures, min(2, len(structures)))
        call = {
            "title": self.text(),
            "link": {"text": "Voir", "document": self.dice.choice(self.documents).pk},
        }
        return [
            {"type": "paragraph", "value": {"content": f'<a linktype="page" id="{link}">là</a>'}},
            {"type": "structures", "value": {"title": "S", "structures": chosen}},
            {"type": "call_to_action", "value": call},
        ]

    def publish(self, thing, **values):
        """Publish a thing with other values, as an editor does."""
        if "body" in values:
            field = type(thing)._meta.get_field("body")
            known = field.stream_block.child_blocks
            body = [block for block in values["body"] if block["type"] in known]
            values["body"] = field.stream_block.to_python(body)
        for name, value in values.items():
            setattr(thing, name, value)
        thing.save_revision().publish()

    # --- Pages -----------------------------------------------------------------------------

    def retitle_a_structure(self):
        self.publish(self.any(StructurePage), brand=self.text())

    def change_a_fact_of_a_structure(self):
        name = self.dice.choice(["description", "support", "website", "email", "address_line_1"])
        values = {
            "website": f"https://www.exemple.fr/{self.count}",
            "email": f"contact-{self.count}@exemple.fr",
        }
        self.publish(self.any(StructurePage), **{name: values.get(name, self.text())})

    def choose_other_networks(self):
        self.publish(self.any(StructurePage), networks=self.dice.sample(self.networks, 1))

    def change_a_siret(self):
        page = self.any(StructurePage)
        self.count += 1
        number = siret_number(5_000 + self.count)
        StructurePage.objects.filter(pk=page.pk).update(siret=number)

    def retitle_a_page(self):
        self.publish(self.any(ContentPage, alias_of=None), title=self.text())

    def rewrite_a_page(self):
        self.publish(self.any(ContentPage, alias_of=None), body=self.body())

    def rewrite_the_home_page(self):
        self.publish(HomePage.objects.get(pk=self.home.pk), body=self.body(), introduction="I")

    def describe_a_page_for_search_engines(self):
        self.publish(self.page(), search_description=self.text())

    def save_a_draft(self):
        page = self.page()
        page.title = self.text()
        page.save_revision()

    def create_a_page(self):
        parent = self.dice.choice([self.home, self.section])
        parent.refresh_from_db()
        ContentPageFactory(parent=parent, title=self.text(), slug=f"nouvelle-{self.count}")

    def create_a_draft(self):
        self.home.refresh_from_db()
        ContentPageFactory(parent=self.home, title=self.text(), draft=True)

    def publish_a_draft(self):
        if page := self.any(Page, live=False, depth__gt=2):
            self.publish(page.specific)

    def unpublish_a_page(self):
        self.page(live=True, numchild=0).unpublish()

    def delete_a_page(self):
        if (page := self.any(ContentPage, numchild=0, alias_of=None)) is not None:
            page.delete()

    def move_a_page(self):
        page = self.any(ContentPage, numchild=0, alias_of=None, locale=self.home.locale)
        target = self.dice.choice([self.home, self.section])
        target.refresh_from_db()
        page.move(target, pos=self.dice.choice(["first-child", "last-child"]))

    def give_another_slug(self):
        page = self.dice.choice([self.page(), self.section])
        page.refresh_from_db()
        self.text()
        self.publish(page, slug=f"chemin-{self.count}")

    def translate_a_page(self):
        page = self.page(locale=self.home.locale, live=True)
        if not page.has_translation(self.english):
            page.copy_for_translation(self.english, copy_parents=True).save_revision().publish()

    def make_a_page_private(self):
        PageViewRestriction.objects.create(page=self.page(), restriction_type="login")

    def make_a_page_public(self):
        if restriction := self.any(PageViewRestriction):
            restriction.delete()

    def let_a_page_expire(self):
        yesterday = timezone.now() - timedelta(days=1)
        Page.objects.filter(pk=self.page(numchild=0).pk).update(expire_at=yesterday)

    def schedule_a_page(self):
        tomorrow = timezone.now() + timedelta(days=1)
        Page.objects.filter(pk=self.page(numchild=0).pk).update(go_live_at=tomorrow)

    def undo_dates(self):
        if page := self.any(Page, expire_at__isnull=False):
            Page.objects.filter(pk=page.pk).update(expire_at=None)
        if page := self.any(Page, go_live_at__isnull=False):
            Page.objects.filter(pk=page.pk).update(go_live_at=None)

    def write_into_a_table(self):
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE wagtailcore_page SET seo_title = %s WHERE id = %s",
                [self.text(), self.page().pk],
            )

    # --- Snippets, media and the rest --------------------------------------------------------

    def rewrite_a_network(self):
        self.publish(self.any(Network), **{self.dice.choice(["name", "summary"]): self.text()})

    def hide_or_show_a_network(self):
        network = self.any(Network)
        network.unpublish() if network.live else self.publish(network)

    def rewrite_a_kind(self):
        self.publish(self.any(StructureKind), name=self.text())

    def rename_a_sector(self):
        sector = self.any(Sector)
        sector.name = self.text()
        sector.save()

    def rename_a_commune(self):
        Commune.objects.filter(pk=self.any(Commune).pk).update(name=self.text())

    def change_an_activity(self):
        activity = self.any(StructureActivity)
        activity.note = self.text()
        activity.save()

    def describe_an_image(self):
        image = self.any(CustomImage)
        image.description = self.text()
        image.save()

    def move_an_image(self):
        image = self.any(CustomImage)
        image.collection = self.dice.choice([self.private, Collection.get_first_root_node()])
        image.save()

    def open_or_close_a_collection(self):
        if not CollectionViewRestriction.objects.filter(collection=self.private).delete()[0]:
            CollectionViewRestriction.objects.create(
                collection=self.private, restriction_type="login"
            )

    def rename_a_document(self):
        document = self.any(CustomDocument)
        document.title = self.text()
        document.save()

    def change_a_menu(self):
        item = self.any(MenuItem)
        if item and self.dice.random() < 0.5:
            item.label = self.text()
            item.save()
        else:
            MenuItemFactory(label=self.text())

    def add_or_remove_a_redirect(self):
        if (redirect := self.any(Redirect)) and self.dice.random() < 0.5:
            redirect.delete()
        else:
            old = f"/fr/{self.dice.choice(['ancien', 'page-1', 'chemin-2', 'vieux'])}"
            Redirect.objects.get_or_create(old_path=old, defaults={"redirect_page": self.page()})

    def change_the_settings(self):
        settings = SiteSettings.objects.get()
        settings.postal_address = self.text()
        settings.save()


# How often each thing is done: most of an editor's work is on words and facts.
WEIGHTS = {
    "retitle_a_structure": 6, "change_a_fact_of_a_structure": 12, "choose_other_networks": 3,
    "retitle_a_page": 4, "rewrite_a_page": 10, "rewrite_the_home_page": 3,
    "describe_a_page_for_search_engines": 3, "save_a_draft": 8, "create_a_page": 3,
    "create_a_draft": 3, "publish_a_draft": 3, "unpublish_a_page": 3, "give_another_slug": 2,
    "translate_a_page": 2, "rewrite_a_network": 4, "describe_an_image": 3, "change_a_menu": 2,
    "add_or_remove_a_redirect": 2,
}  # fmt: skip
EDITS = [
    name
    for name, method in vars(World).items()
    if not name.startswith("_")
    and callable(method)
    and name not in {"any", "page", "text", "body", "publish"}
]


def random_edit(world):
    """Do one thing, and return its name."""
    [name] = world.dice.choices(EDITS, [WEIGHTS.get(edit, 1) for edit in EDITS])
    getattr(world, name)()
    return name
