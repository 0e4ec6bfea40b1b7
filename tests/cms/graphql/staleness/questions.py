"""What front ends ask: the registered documents and variants of them, with random values."""

from pathlib import Path

from django.conf import settings
from wagtail.models import Page

from networks.models import Network
from structures.models import Commune, StructurePage
from tests.cms.graphql.staleness.edits import WORDS

PAGE = "title url seoTitle searchDescription lastPublishedAt locale"
BODY = """... on ContentPage { introduction body { blockType
  ... on ParagraphBlock { content { html } }
  ... on StructureListBlock { structures { title url kind { code } logo { alt } } }
  ... on CallToActionBlock { title link { url page { url } document { title url } } } } }"""
DOCUMENTS = {
    "structures, with much": f"""query ($locale: String, $first: Int) {{
      structures(locale: $locale, first: $first) {{ totalCount pageInfo {{ hasNextPage }}
        nodes {{ {PAGE} introduction description kind {{ name }} networks {{ name }}
          logo {{ alt sources(preset: LOGO) {{ srcset }} }} commune {{ name epci {{ name }} }}
          activities {{ note sector {{ name group {{ name }} }} }} }} }} }}""",
    "structures, JSON-LD": """query ($locale: String, $first: Int) {
      structures(locale: $locale, first: $first) { nodes { jsonLd } } }""",
    "structures, their names": """query ($locale: String, $first: Int) {
      structures(locale: $locale, first: $first) { nodes { title url } } }""",
    "structure": f"""query ($slug: String!, $locale: String) {{
      structure(slug: $slug, locale: $locale) {{ {PAGE} siret website networks {{ name }} }} }}""",
    "structure by siret": "query ($siret: String!) { structure(siret: $siret) { title url } }",
    "structure by id": "query ($id: ID!) { structure(id: $id) { title postCode email } }",
    "network": "query ($network: String!) { network(slug: $network) { name summary logo { alt } }}",
    "networks": "{ networks { totalCount nodes { name website logo { alt url } } } }",
    "page": f"query ($path: String!) {{ page(urlPath: $path) {{ {PAGE} {BODY} }} }}",
    "page by id": f"""query ($id: ID!) {{ page(id: $id) {{ {PAGE} parent {{ title }}
      ancestors {{ title url }} translations {{ title url }} siblings {{ title }} }} }}""",
    "page by slug": f"query ($slug: String!) {{ page(slug: $slug) {{ {PAGE} }} }}",
    "tree": """{ page(urlPath: "/fr/") { title children { title url children { title } }
      descendants(limit: 10) { url } } }""",
    "pages by title": "{ pages(orderBy: TITLE, limit: 5) { title url } }",
    "newest pages": "{ pages(orderBy: LAST_PUBLISHED_DESC, limit: 3) { title } }",
    "pages of a type": """query ($locale: String) {
      pages(contentType: "home.ContentPage", locale: $locale) { title } }""",
    "route": f"""query ($path: String!) {{ route(path: $path, locales: ["fr"]) {{ __typename
      ... on RedirectRoute {{ location }} ... on PageRoute {{ page {{ {PAGE} {BODY} }}
        servedLocale alternates {{ path }} breadcrumbs {{ title path }} }} }} }}""",
    "menus": "{ navigation { main { label url children { label url } } } }",
    "settings": "{ siteSettings { postalAddress associationName } site { hostname locales } }",
    "the site's JSON-LD": "{ siteSettings { jsonLd } }",
    "redirects": "{ redirects { oldPath target } }",
    "images": "{ images { totalCount nodes { title alt } } }",
    "documents": "{ documents { nodes { title url } } }",
    "kinds": "{ structureKinds { code name } sectors { name group { name } } }",
    "communes": "{ communeList { nodes { name } } }",
    "search": """query ($words: String!, $locale: String) { search(query: $words, locale: $locale) {
      totalCount nodes { ... on PageInterface { title url } ... on Network { name } } } }""",
    "sitemap": "{ sitemap { totalCount nodes { path lastModified alternates { path } } } }",
}


def registered():
    """Return the documents of the operations folder that need no variable."""
    files = sorted(Path(settings.CMS_GRAPHQL_OPERATIONS_DIR).glob("*.graphql"))
    texts = {file.stem: file.read_text() for file in files}
    return {name: text for name, text in texts.items() if "!" not in text.partition("{")[0]}


def random_question(dice):
    """Return the name of a question, its document and its variables."""
    documents = DOCUMENTS | registered()
    name = dice.choice(sorted(documents))
    pages = list(Page.objects.filter(depth__gt=1).order_by("pk"))
    page = dice.choice(pages)
    structure = dice.choice(list(StructurePage.objects.order_by("pk")))
    network = dice.choice(list(Network.objects.order_by("pk")))
    below = page.url_path.partition("/")[2].partition("/")[2]
    wanted = {
        "locale": dice.choice(["fr", "fr", "en"]),
        "first": dice.choice([3, 10, 20]),
        "slug": dice.choice([structure.slug, page.slug, "absent"]),
        "siret": structure.siret,
        "id": str(page.pk),
        "network": network.slug,
        "path": dice.choice([f"/{page.locale.language_code}/{below}", "/fr/ancien/", "/"]),
        "words": dice.choice(WORDS),
        "commune": dice.choice(list(Commune.objects.order_by("pk"))).code_insee,
    }
    if "structure" in name:
        wanted["id"] = str(structure.pk)
    text = documents[name]
    used = {key: value for key, value in wanted.items() if f"${key}:" in text}
    return name, text, used
