"""Each kind of change moves the answers that it must, also behind Django's back."""

import pytest
from django.db import connection
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import CollectionViewRestriction, Locale, Page, PageViewRestriction, Site

from cms.changes.log import present
from cms.models import CustomDocument, CustomImage, MenuItem, SiteSettings
from cms.translation.source_tracking import note_up_to_date
from home.models import ContentPage
from networks.models import Network
from structures.models import Commune, Sector, StructureActivity, StructureKind, StructurePage
from tests.cms.graphql.staleness.purging import is_purged
from tests.factories import (
    CollectionFactory,
    CommuneFactory,
    ContentPageFactory,
    DocumentFactory,
    ImageFactory,
    MenuItemFactory,
    NetworkFactory,
    SectorFactory,
    SiteSettingsFactory,
    StructureActivityFactory,
    StructureKindFactory,
    StructurePageFactory,
    siret_number,
)

TREE = '{ page(urlPath: "/fr/") { children { title children { title } } } }'
JSON_LD = '{ structure(slug: "fiche") { jsonLd } }'
PROSE = """{ page(slug: "page") { ... on ContentPage { body {
  ... on ParagraphBlock { content { html } } } } } }"""
NAMED = "{ structures { nodes { title networks { name } activities { sector { name } } } } }"


@pytest.fixture
def ask(client):
    """Return a function that asks."""

    def send(query):
        response = client.post("/graphql/", {"query": query}, content_type="application/json")
        return response.json()

    return send


@pytest.fixture
def world(home, site, english, directory):
    """Return things by name."""
    section = ContentPageFactory(parent=home, title="Partie", slug="partie")
    page = ContentPageFactory(parent=section, title="Page", slug="page")
    network = NetworkFactory(name="Réseau", slug="reseau")
    collection = CollectionFactory()
    image = ImageFactory(collection=collection, title="Image", is_released=False)
    publish(page, body=paragraph(page, f'<embed embedtype="image" format="left" id="{image.pk}"/>'))
    commune = CommuneFactory(name="Commune")
    structure = StructurePageFactory(
        parent=directory, slug="fiche", networks=[network], logo=image, commune=commune
    )
    for slug, code in (("premiere", "AI"), ("seconde", "EI")):
        kind = StructureKindFactory(code=code)
        StructurePageFactory(parent=directory, slug=slug, siret=siret_number(98), kind=kind)
    StructureKindFactory(code="ACI")
    sector = SectorFactory(name="Secteur")
    StructureActivityFactory(structure=structure, sector=sector)
    served = CommuneFactory(name="Servie")
    StructureActivityFactory(structure=structure, sector=sector, communes=[served])
    MenuItemFactory(page=section, label="Entrée")
    SiteSettingsFactory(site=site)
    Redirect.objects.create(old_path="/fr/vieux", redirect_page=page)
    source = ContentPageFactory(parent=home, title="Traduite", slug="traduite")
    translated = publish_translation(source, english, slug="translated", title="Translated")
    other = NetworkFactory(name="Autre réseau", slug="autre-reseau")
    net = publish_translation(other, english, slug="net", name="Net")
    publish(type(source).objects.get(pk=source.pk), introduction="Du neuf.")
    other = Network.objects.get(pk=other.pk)
    other.summary = "Du neuf."
    other.save_revision().publish()
    return {
        "home": home, "section": section, "page": page, "collection": collection,
        "structure": structure, "network": network, "image": image, "english": english,
        "translated": translated, "net": net,
    }  # fmt: skip


def sql(statement, *values):
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def translate(world):
    world["section"].refresh_from_db()
    world["section"].copy_for_translation(world["english"]).save_revision().publish()


def publish_translation(source, locale, **values):
    source.save_revision().publish()
    source.refresh_from_db()
    translation = source.copy_for_translation(locale)
    for name, value in values.items():
        setattr(translation, name, value)
    translation.save()
    translation.save_revision().publish()
    translation.refresh_from_db()
    return translation


def publish_up_to_date(world):
    page = ContentPage.objects.get(pk=world["translated"].pk)
    page.introduction = "Anew."
    draft = page.save_revision()
    page.refresh_from_db()
    note_up_to_date(page)
    draft.publish()


def forget_networks(world):
    world["structure"].networks.through.objects.all().delete()


CHANGES = {
    "a title": (TREE, lambda w: Page.objects.filter(pk=w["page"].pk).update(title="Autre")),
    "a title, by SQL": (
        "{ pages(orderBy: TITLE) { title } }",
        lambda w: sql("UPDATE wagtailcore_page SET title = 'A' WHERE id = %s", w["page"].pk),
    ),
    "a column of a type": (
        '{ structure(slug: "fiche") { website } }',
        lambda w: StructurePage.objects.update(website="https://autre.exemple.fr"),
    ),
    "a new page": (TREE, lambda w: ContentPageFactory(parent=w["section"], title="Neuve")),
    "a new page, in a list of its type": (
        '{ pages(contentType: "home.ContentPage") { title } }',
        lambda w: ContentPageFactory(parent=w["home"], title="Neuve"),
    ),
    "a deleted page": (TREE, lambda w: ContentPage.objects.get(pk=w["page"].pk).delete()),
    "an unpublished page": (TREE, lambda w: Page.objects.get(pk=w["page"].pk).unpublish()),
    "a moved page": (
        TREE,
        lambda w: Page.objects.get(pk=w["page"].pk).move(
            Page.objects.get(pk=w["home"].pk), "last-child"
        ),
    ),
    "a slug that was looked for in vain": (
        '{ page(slug: "autre") { title } }',
        lambda w: Page.objects.filter(pk=w["page"].pk).update(slug="autre"),
    ),
    "an address that was looked for in vain": (
        '{ route(path: "/fr/neuve/") { __typename } }',
        lambda w: ContentPageFactory(parent=w["home"], slug="neuve"),
    ),
    "the slug of a page above": (
        '{ sitemap { nodes { path } } }',
        lambda w: save_with_slug(w["section"], "ailleurs"),
    ),
    "a page that was looked for by its id": (
        '{ page(id: "%(next)s") { title } }',
        lambda w: ContentPageFactory(parent=w["home"], title="Neuve"),
    ),
    "a translation": ('{ page(slug: "partie") { translations { title } } }', translate),
    "a page above that becomes private": (
        TREE,
        lambda w: PageViewRestriction.objects.create(
            page=Page.objects.get(pk=w["section"].pk), restriction_type="login"
        ),
    ),
    "another network of a sheet": (NAMED, forget_networks),
    "an activity": (NAMED, lambda w: StructureActivity.objects.all().delete()),
    "a sector": (NAMED, lambda w: Sector.objects.update(name="Autre")),
    "a network": (NAMED, lambda w: Network.objects.update(name="Autre")),
    "a network that is hidden": (NAMED, lambda w: Network.objects.update(live=False)),
    "a SIRET that was looked for in vain": (
        f'{{ structure(siret: "{siret_number(99)}") {{ title }} }}',
        lambda w: StructurePage.objects.update(siret=siret_number(99)),
    ),
    "the kind of another sheet of one SIRET": (
        f'{{ structure(siret: "{siret_number(98)}") {{ id }} }}',
        lambda w: StructurePage.objects.filter(slug="seconde").update(
            kind=StructureKind.objects.get(code="ACI")
        ),
    ),
    "a commune": (
        '{ structure(slug: "fiche") { commune { name } } }',
        lambda w: Commune.objects.update(name="Autre"),
    ),
    "a commune that was looked for in vain": (
        '{ communes(search: "peyre") { name } }',
        lambda w: CommuneFactory(name="Peyre en Aubrac"),
    ),
    "an image": (
        '{ structure(slug: "fiche") { logo { alt } } }',
        lambda w: CustomImage.objects.update(description="Autre"),
    ),
    "an image's text in another language": (
        '{ images(locale: "en") { nodes { alt } } }',
        lambda w: CustomImage.objects.update(alternatives={"en": "Another"}),
    ),
    "a collection that becomes private": (
        "{ images { nodes { title } } }",
        lambda w: CollectionViewRestriction.objects.create(
            collection=w["collection"], restriction_type="login"
        ),
    ),
    "a page that uses an image": (
        "{ images { nodes { title } } }",
        lambda w: publish(w["section"], social_image=unreleased_image()),
    ),
    "a page that uses an image no more": (
        "{ images { nodes { title } } }",
        lambda w: [w[name].unpublish() for name in ("page", "structure")],
    ),
    "settings with an unreleased logo": (
        "{ images { nodes { title } } }",
        lambda w: SiteSettings.objects.update(logo=unreleased_image()),
    ),
    "a file of an image": (
        '{ structure(slug: "fiche") { logo { src(preset: LOGO) } } }',
        lambda w: CustomImage.objects.get().renditions.all().delete(),
    ),
    "a file of a picture in a paragraph": (
        PROSE,
        lambda w: CustomImage.objects.get().renditions.all().delete(),
    ),
    "a picture in a paragraph that becomes private": (
        PROSE,
        lambda w: CollectionViewRestriction.objects.create(
            collection=w["collection"], restriction_type="login"
        ),
    ),
    "the text of a picture in a paragraph": (
        PROSE,
        lambda w: CustomImage.objects.update(description="Autre"),
    ),
    "a menu": ("{ navigation { main { label } } }", lambda w: MenuItem.objects.update(label="A")),
    "a redirect": (
        '{ route(path: "/fr/vieux") { ... on RedirectRoute { location } } }',
        lambda w: Redirect.objects.all().delete(),
    ),
    "a redirect that was looked for in vain": (
        '{ route(path: "/fr/ancien") { __typename } }',
        lambda w: Redirect.objects.create(old_path="/fr/ancien", redirect_page=w["page"]),
    ),
    "the settings": (
        "{ siteSettings { postalAddress } }",
        lambda w: SiteSettings.objects.update(postal_address="Autre"),
    ),
    "the site's tagline in another language": (
        '{ siteSettings(locale: "en") { tagline } }',
        lambda w: SiteSettings.objects.update(tagline={"en": "Work for all"}),
    ),
    "the front end's origin": (
        "{ pages { url } }",
        lambda w: SiteSettings.objects.update(frontend_url="https://autre.exemple.fr"),
    ),
    "a site": ("{ site { siteName } }", lambda w: Site.objects.update(site_name="Autre")),
    "a home page that is hidden": (
        "{ site { locales } }",
        lambda w: w["home"].get_translation(w["english"]).unpublish(),
    ),
    "a language": (
        "{ site { locales } }",
        lambda w: Locale.objects.filter(language_code="en").update(language_code="de"),
    ),
    "a column, in JSON-LD": (JSON_LD, lambda w: StructurePage.objects.update(phone="+33466000001")),
    "the slug of a page above, in JSON-LD": (
        JSON_LD,
        lambda w: save_with_slug(w["structure"].get_parent().specific, "ailleurs"),
    ),
    "a kind, in JSON-LD": (
        JSON_LD,
        lambda w: StructureKind.objects.filter(code="ACI").update(code="ETTI"),
    ),
    "a network, in JSON-LD": (JSON_LD, lambda w: Network.objects.update(website="https://a.fr/")),
    "a network that is hidden, in JSON-LD": (
        JSON_LD,
        lambda w: Network.objects.update(live=False),
    ),
    "another network, in JSON-LD": (JSON_LD, forget_networks),
    "an activity, in JSON-LD": (
        JSON_LD,
        lambda w: StructureActivity.objects.update(area="radius", radius_km=7),
    ),
    "a commune that is served, in JSON-LD": (
        JSON_LD,
        lambda w: Commune.objects.filter(name="Servie").update(name="Autre"),
    ),
    "a file of an image, in JSON-LD": (
        JSON_LD,
        lambda w: CustomImage.objects.get().renditions.all().delete(),
    ),
    "an image that becomes private, in JSON-LD": (
        JSON_LD,
        lambda w: CollectionViewRestriction.objects.create(
            collection=w["collection"], restriction_type="login"
        ),
    ),
    "the settings, in the site's JSON-LD": (
        "{ siteSettings { jsonLd } }",
        lambda w: SiteSettings.objects.update(postal_address="Autre"),
    ),
    "a home page that is hidden, in the site's JSON-LD": (
        "{ siteSettings { jsonLd } }",
        lambda w: w["home"].get_translation(w["english"]).unpublish(),
    ),
    "a translation that is noted up to date": (
        '{ route(path: "/en/translated/") { ... on PageRoute { isOutdated } } }',
        lambda w: note_up_to_date(w["translated"]),
    ),
    "a draft that is noted up to date and published": (
        '{ page(slug: "translated", locale: "en") { isOutdated sourceChangedAt } }',
        publish_up_to_date,
    ),
    "a source that is published again": (
        '{ pages(locale: "en") { sourceChangedAt } }',
        lambda w: publish(w["translated"].get_translation(w["home"].locale), title="Encore"),
    ),
    "a snippet's translation that is noted up to date": (
        '{ network(slug: "autre-reseau", locale: "en") { isOutdated } }',
        lambda w: note_up_to_date(w["net"]),
    ),
    "a snippet's translation that goes": (
        '{ network(slug: "autre-reseau") { translations { id } } }',
        lambda w: Network.objects.filter(pk=w["net"].pk).update(live=False),
    ),
    "words that are searched": (
        '{ search(query: "girafe") { totalCount } }',
        lambda w: publish(w["page"], title="Girafe"),
    ),
}  # fmt: skip


def save_with_slug(page, slug):
    page = page.specific_class.objects.get(pk=page.pk)
    page.slug = slug
    page.save()


def paragraph(page, source):
    stream = type(page)._meta.get_field("body").stream_block
    return stream.to_python([{"type": "paragraph", "value": {"content": source}}])


def unreleased_image():
    return ImageFactory(title="Autre image", is_released=False)


def publish(page, **values):
    page = page.specific_class.objects.get(pk=page.pk)
    for name, value in values.items():
        setattr(page, name, value)
    page.save_revision().publish()


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
@pytest.mark.parametrize("change", CHANGES)
def test_a_change_is_in_the_next_answer(world, ask, client, change):
    query, do = CHANGES[change]
    if "%(next)s" in query:
        query %= {"next": Page.objects.order_by("-pk").first().pk + 1}
    response = client.post("/graphql/", {"query": query}, content_type="application/json")
    before = response.json()
    kept = ask(query)
    moment = present()

    do(world)

    assert "errors" not in before
    assert kept == before
    assert ask(query) != before
    assert is_purged(response, moment)


MEDIA_QUERIES = {
    "a chosen picture": '{ structure(slug: "fiche") { logo { title } } }',
    "a picture in a paragraph": PROSE,
    "the list of pictures": "{ images { nodes { title } } }",
    "JSON-LD": JSON_LD,
    "a chosen file": """{ page(slug: "fichiers") { ... on ContentPage { body {
      ... on DocumentsBlock { documents { title } } } } } }""",
    "the list of files": "{ documents { nodes { title } } }",
}


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
@pytest.mark.parametrize("by", ["save", "update"])
@pytest.mark.parametrize("is_opened", [True, False])
@pytest.mark.parametrize("query", MEDIA_QUERIES.values(), ids=MEDIA_QUERIES)
def test_a_file_of_another_collection_is_in_the_next_answer(world, ask, query, is_opened, by):
    document = DocumentFactory(collection=world["collection"])
    page = ContentPageFactory(parent=world["home"], slug="fichiers")
    files = {"title": "Fichiers", "documents": [document.pk]}
    stream = ContentPage._meta.get_field("body").stream_block
    publish(page, body=stream.to_python([{"type": "documents", "value": files}]))
    hidden = CollectionFactory(private=True)
    first, then = (hidden, world["collection"]) if is_opened else (world["collection"], hidden)
    for model in (CustomImage, CustomDocument):
        model.objects.update(collection=first)
    before = ask(query)
    assert ask(query) == before

    for model in (CustomImage, CustomDocument):
        if by == "update":
            model.objects.update(collection=then)
        else:
            for file in model.objects.all():
                file.collection = then
                file.save()

    assert "errors" not in before
    assert ask(query) != before


def test_another_rank_of_a_network_moves_the_lists_that_hold_it(world, ask):
    other = Network.objects.get(slug="autre-reseau", locale=world["structure"].locale)
    links = world["structure"].networks.through.objects
    links.create(structurepage=StructurePage.objects.get(slug="fiche"), network=other)
    query = '{ structure(slug: "fiche") { networks { slug } } networks { nodes { slug } } }'
    before = ask(query)["data"]

    Network.objects.filter(slug="reseau").update(position=1)
    after = ask(query)["data"]

    assert [row["slug"] for row in before["structure"]["networks"]] == ["autre-reseau", "reseau"]
    assert [row["slug"] for row in after["structure"]["networks"]] == ["reseau", "autre-reseau"]
    assert [row["slug"] for row in after["networks"]["nodes"]] == ["reseau", "autre-reseau"]
