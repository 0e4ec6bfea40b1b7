"""What is asked of the site: its schema, and a value for each argument by its name."""

import base64
import json

from django.conf import settings
from django.utils.module_loading import import_string

from networks.models import Network
from structures.models import Epci, Sector, SectorGroup
from tests.cms.graphql.canary.walker import Values


def schema_in_use():
    return import_string(settings.GRAPHENE["SCHEMA"]).graphql_schema


def quoted(texts):
    return [json.dumps(text) for text in dict.fromkeys(texts)]


def cursor(*values):
    return base64.urlsafe_b64encode(json.dumps(values).encode()).decode()


def values_for(site):
    """Return what to give for arguments: what hidden things are known by, and public ones."""
    hidden, pages = site.canaries, site.pages()
    words = hidden.searched()
    numbers = [page.pk for page in [*site.public[::5], *hidden.pages.values(), *hidden.above]]
    ids = quoted(str(number) for number in [*numbers, site.other_site.pk])
    slugs = [page.slug for page in pages] + ["alpha"]
    slugs += [row.slug for row in hidden.rows if getattr(row, "slug", "")]
    paths = ["/", "/fr/", "/en/", "/es/", "/de/", "/deux", "/ancien", "/parti", "/fr/refuge/"]
    for page in pages:
        below = page.specific.url_path[1:].partition("/")[2]
        paths.append(f"/{page.locale.language_code}/{below}")
    codes = quoted(["fr", "en", "es", "de"])
    by_name = {
        "id": ids,
        "parent": ids,
        "ancestor": ids,
        "slug": quoted(slugs),
        "urlPath": quoted(paths),
        "path": quoted([*paths, *(redirect.old_path for redirect in site.redirects)]),
        "locale": codes,
        "locales": codes,
        "siret": quoted(page.siret for page in pages if hasattr(page, "siret")),
        "hostname": quoted(["testserver", site.other_site.hostname]),
        "contentType": quoted(["home.ContentPage", "wagtailcore.Page"]),
        "query": quoted(["menuiserie jardinage", "refuge", "structure", *words]),
        "searchQuery": quoted(["refuge", *words]),
        "search": quoted(["refuge", "mende", *words]),
        "first": ["1", "2", "100"],
        "limit": ["1", "2", "100"],
        "offset": ["1", "3"],
        "after": quoted([cursor("J", 0), cursor(1)]),
        "commune": quoted(["48095"]),
        "near": [
            '{commune: "48095", km: 30}',
            '{commune: "48095", km: 0, coverage: SERVES}',
            '{commune: "48095", km: 30, coverage: EITHER}',
            "{latitude: 44.5, longitude: 3.5, km: 30}",
        ],
        "network": quoted(["alpha", *_slugs(hidden.rows, Network)]),
        "sector": quoted(["jardin", *_slugs(hidden.rows, Sector)]),
        "sectorGroup": quoted([*_slugs(SectorGroup.objects.all(), SectorGroup)]),
        "epci": quoted(Epci.objects.values_list("code", flat=True)),
        "km": ["30"],
        "latitude": ["44.5"],
        "longitude": ["3.5"],
    }
    structure = next(page for page in site.public if page.slug == "structure-0")
    best = {
        "page": [{"id": f'"{site.hub.pk}"'}, {"urlPath": '"/en/"'}],
        "pages": [{}, {"locale": '"en"'}],
        "structures": [{}, {"near": '{commune: "48095", km: 30}', "locale": '"en"'}],
        "structure": [{"id": f'"{structure.pk}"'}],
        "network": [{"slug": '"alpha"'}],
        "route": [{"path": '"/fr/refuge/"'}, {"path": '"/en/"'}],
        "communes": [{"search": '"mende"'}],
        "search": [{"query": '"structure"'}, {"query": '"refuge"'}],
    }
    return Values(by_name, best, deep=("page",))


def _slugs(rows, model):
    return [row.slug for row in rows if isinstance(row, model)]
