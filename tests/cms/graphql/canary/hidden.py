"""What readers do not see, in places where they would see it."""

from typing import Any

import wagtail_factories
from django.contrib.contenttypes.models import ContentType
from wagtail.models import Locale, Page

from cms.models import SocialLink
from networks.models import Network
from structures.models import StructureKind
from tests import factories as make
from tests.cms.graphql.canary.canaries import STATES, Canaries, CanarySite


def media(canaries: Canaries) -> None:
    """Make private collections, one in the other, with an image and a document each."""
    word = canaries.word("a private collection's name")
    private = make.CollectionFactory(name=word, private=True)
    nested = make.CollectionFactory(name=canaries.word("a nested collection"), parent=private)
    deep = make.CollectionFactory(name=canaries.word("a collection deep below"), parent=nested)
    for place, collection in {"private": private, "nested": nested, "deep": deep}.items():
        place = f"of a {place} collection"
        canaries.media(f"image {place}", make.ImageFactory, "png", collection=collection)
        canaries.media(f"document {place}", make.DocumentFactory, "txt", collection=collection)
    canaries.media("image not released", make.ImageFactory, "png", is_released=False)
    canaries.media("document not released", make.DocumentFactory, "txt", is_released=False)
    canaries.collections = [deep, nested, private]


def snippets(canaries: Canaries, fr: Locale, en: Locale) -> None:
    """Make networks and kinds that are drafts, expired or to come."""
    of_network = ("name", "slug", "acronym", "summary", "description", "members")
    for state in ("draft", "past", "scheduled"):
        canaries.row(f"network {state}", make.NetworkFactory, of_network, **{state: True})
    for network in Network.objects.filter(locale=fr, name="Alpha"):
        Network.objects.filter(translation_key=network.translation_key, locale=en).delete()
        canaries.row(
            "draft translation of a network",
            make.NetworkFactory,
            of_network,
            draft=True,
            locale=en,
            translation_key=network.translation_key,
        )
    texts = ("name", "contract", "explanation", "article")
    canaries.row("kind draft", make.StructureKindFactory, texts, draft=True, ai=True)
    canaries.row("kind draft, last", make.StructureKindFactory, texts, draft=True, code="GEIQ")
    kind = StructureKind.objects.get(code="ACI", locale=fr)
    canaries.row(
        "draft translation of a kind",
        make.StructureKindFactory,
        texts,
        draft=True,
        locale=en,
        translation_key=kind.translation_key,
    )


def pages(canaries: Canaries, public: dict[str, Any], en: Locale) -> None:
    """Make pages in each hidden state, of each type, below hidden ones and above seen ones."""
    for page in public.values():
        page.refresh_from_db()
    home, hub, directory = public["accueil"], public["refuge"], public["directory"]
    # Pages of Wagtail's own type, which publishes nothing, are the first of every list.
    for parent, place in ((home, "home"), (hub, "refuge"), (public["refuge en"], "refuge en")):
        bare = Page(
            title=canaries.word(f"bare page below {place}"),
            slug=f"canari-bare-{place.replace(' ', '-')}",
            locale=parent.locale,
            show_in_menus=True,
            content_type=ContentType.objects.get_for_model(Page),
        )
        parent.refresh_from_db()
        first = parent.get_first_child()
        parent.add_child(instance=bare)
        Page.objects.get(pk=bare.pk).move(first, pos="left")
        what = f"bare page below {place}"
        canaries.pages[what] = canaries.hide(what, bare)
    for page in public.values():
        page.refresh_from_db()
    for state in STATES:
        canaries.page(
            f"page {state}",
            make.ContentPageFactory,
            parent=hub,
            show_in_menus=True,
            translation_key=public[f"English of {state}"].translation_key,
            **{state: True},
        )
        structure = canaries.page(
            f"structure {state}",
            make.StructurePageFactory,
            parent=directory,
            **{state: True},
        )
        make.StructureActivityFactory(structure=structure, note=canaries.word(f"activity {state}"))
        canaries.page(
            f"translation {state}",
            make.ContentPageFactory,
            parent=public["refuge en"],
            translation_key=public[f"French of {state}"].translation_key,
            **{state: True},
        )
    private = canaries.pages["page private"]
    below = canaries.page("page below a private one", make.ContentPageFactory, parent=private)
    canaries.page("page far below a private one", make.ContentPageFactory, parent=below)
    closed = canaries.page(
        "private directory", make.StructureIndexPageFactory, parent=home, private=True
    )
    canaries.page("structure below a private page", make.StructurePageFactory, parent=closed)
    for factory in (
        make.StructureIndexPageFactory,
        make.NetworkIndexPageFactory,
        make.AgreementsPageFactory,
        make.DiagramPageFactory,
        make.LegalPageFactory,
        make.ContactPageFactory,
    ):
        name = factory._meta.model.__name__
        canaries.page(f"{name} draft", factory, parent=home, draft=True, show_in_menus=True)
    # The published page below the draft is seen, and its parent is not; its address has the slug.
    what = "draft above a published page"
    word = canaries.word(what)
    above = make.ContentPageFactory(
        parent=hub, title=word, introduction=word, slug="au-dessus", draft=True
    )
    canaries.above.append(canaries.hide(what, above))
    Page.objects.get(slug="en-dessous").move(above, pos="last-child")


def aliases(canaries: Canaries, public: dict[str, Any], en: Locale) -> None:
    """Make pages that mirror hidden ones from places where a page would be seen."""
    hub = public["refuge"]
    sources = [f"page {state}" for state in STATES]
    for name in (*sources, "page below a private one", "page far below a private one"):
        source = canaries.pages[name]
        canaries.page(f"alias of {name}", make.ContentPageFactory, parent=hub, alias_of=source)
        canaries.page(
            f"English alias of {name}",
            make.ContentPageFactory,
            parent=public["refuge en"],
            alias_of=source,
        )
    canaries.page(
        "alias of an alias of a private page",
        make.ContentPageFactory,
        parent=hub,
        alias_of=canaries.pages["alias of page private"],
    )
    # The page below the alias is one of its own, which is not private.
    what = "alias of a private page, above a published page"
    word = canaries.word(what)
    above = make.ContentPageFactory(
        parent=hub,
        title=word,
        introduction=word,
        slug="en-miroir",
        alias_of=canaries.pages["page private"],
    )
    canaries.above.append(canaries.hide(what, above))
    Page.objects.get(slug="sous-un-reflet").move(above, pos="last-child")
    canaries.page(
        "alias of a structure private",
        make.StructurePageFactory,
        parent=public["directory"],
        alias_of=canaries.pages["structure private"],
    )


def other_site(canaries: Canaries, site: CanarySite) -> None:
    """Make another site, with pages and settings."""
    other = canaries.page("home of another site", make.HomePageFactory)
    canaries.page("page of another site", make.ContentPageFactory, parent=other)
    directory = canaries.page(
        "directory of another site", make.StructureIndexPageFactory, parent=other
    )
    canaries.page("structure of another site", make.StructurePageFactory, parent=directory)
    word = canaries.word("another site's name")
    site.other_site = wagtail_factories.SiteFactory(
        hostname=f"{word.lower()}.exemple.fr", root_page=other, site_name=word
    )
    word = canaries.word("another site's settings")
    settings = make.SiteSettingsFactory(
        site=site.other_site,
        association_name=word,
        frontend_url=f"https://{word.lower()}.exemple.fr",
        postal_address=word,
        tagline={"fr": word, "en": word},
    )
    SocialLink.objects.create(settings=settings, name=word, url=f"https://{word}.exemple.fr/")


def other_languages(canaries: Canaries, public: dict[str, Any], es: Locale, de: Locale) -> None:
    """Fill a language in preparation and one that is no more; only the former's home is a draft."""
    names = {es: "Spanish", de: "German"}
    for locale, name in names.items():
        versions = {"locale": locale}
        home = canaries.page(
            f"{name} home",
            make.HomePageFactory,
            translation_key=public["accueil"].translation_key,
            draft=locale is es,
            **versions,
        )
        hub = canaries.page(
            f"{name} page",
            make.ContentPageFactory,
            parent=home,
            translation_key=public["refuge"].translation_key,
        )
        canaries.page(f"{name} page of its own", make.ContentPageFactory, parent=hub)
        directory = canaries.page(
            f"{name} directory",
            make.StructureIndexPageFactory,
            parent=home,
            translation_key=public["directory"].translation_key,
        )
        canaries.page(
            f"{name} structure",
            make.StructurePageFactory,
            parent=directory,
            translation_key=public["structure 0"].translation_key,
        )
        # As from before pages kept to the tree of their language: a new one is refused there.
        what = f"{name} page below the French home"
        below = canaries.page(what, make.ContentPageFactory, parent=public["accueil"])
        below.locale = locale
        Page.objects.filter(pk=below.pk).update(locale=locale)
        for state, key in (
            ("network", Network.objects.get(name="Bêta", locale__language_code="fr")),
            ("network of its own", None),
        ):
            values = versions | ({"translation_key": key.translation_key} if key else {})
            of_network = ("name", "slug", "acronym", "summary", "description")
            canaries.row(f"{name} {state}", make.NetworkFactory, of_network, **values)
        of_kind = ("name", "contract", "explanation")
        canaries.row(f"{name} kind", make.StructureKindFactory, of_kind, code="EITI", **versions)
        group = make.SectorGroupFactory
        above = canaries.row(f"{name} group of sectors", group, ("name", "slug"), **versions)
        canaries.row(
            f"{name} sector", make.SectorFactory, ("name", "slug"), group=above, **versions
        )
        for handle in ("main", "footer"):
            menu = make.MenuFactory(handle=handle, **versions)
            make.MenuItemFactory(
                menu=menu, external_url=f"https://{canaries.word(f'{name} {handle}')}.exemple.fr/"
            )
