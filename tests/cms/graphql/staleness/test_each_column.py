"""Each root field declares all that its answers depend on.

Every column of every table that a root field reads is changed behind Django's back, one at a time:
wherever the answer is another one then, the cached response must not be given any more.
"""

import random
import re
from datetime import date, timedelta
from functools import partial
from uuid import uuid4

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, models, transaction
from django.test import override_settings
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Locale, Page

from cms.delivery.response_cache import cached_responses
from iae48.schema import schema
from structures.directory.facet_index import facet_indexes
from structures.models import StructurePage
from tests.cms.graphql.staleness.edits import World
from tests.factories import HomePageFactory

pytestmark = pytest.mark.any_database

PAGE = "id title url seoTitle searchDescription lastPublishedAt locale isOutdated sourceChangedAt"
BODY = """... on ContentPage { introduction body { blockType
  ... on ParagraphBlock { content { html } }
  ... on StructureListBlock { structures { title url kind { code } logo { alt } } }
  ... on CallToActionBlock { title link { url page { url } document { title url } } } } }"""
SHEET = f"""{PAGE} introduction description siret website phone email kind {{ code name }}
  networks {{ name }} logo {{ alt sources(preset: LOGO) {{ srcset }} }}
  commune {{ name epci {{ name }} }} jsonLd
  activities {{ note area sector {{ name group {{ name }} }} communes {{ name }} }}"""
COMMUNE = "name codeInsee postCodes population epci { name }"
QUERIES = {
    "navigation": "{ navigation { main { label url page { title } children { label url } } } }",
    "siteSettings": """{ siteSettings { associationName tagline logo { alt url } email phone
      postalAddress frontendUrl socialLinks { url } jsonLd } }""",
    "images": "{ images { totalCount nodes { title alt url } } }",
    "documents": "{ documents { totalCount nodes { title url } } }",
    "redirects": "{ redirects { oldPath target isPermanent } }",
    "site": "{ site { hostname siteName locales } }",
    "sites": "{ sites { hostname siteName } }",
    "sitemap": "{ sitemap { totalCount nodes { path lastModified alternates { path } } } }",
    "search": """{ search(query: "jardin") { totalCount
      nodes { ... on PageInterface { title url } ... on Network { name summary } } } }""",
    "page": f"""{{ page(urlPath: "/fr/") {{ {PAGE} ... on HomePage {{ body {{ blockType
      ... on ParagraphBlock {{ content {{ html }} }} }} }} children {{ {PAGE} }}
      descendants(limit: 30) {{ title url parent {{ title }} translations {{ url }} }} }} }}""",
    "pages": f"{{ pages(limit: 25) {{ {PAGE} {BODY} }} }}",
    "route": f"""{{ route(path: "/fr/partie/", locales: ["fr"]) {{ ... on PageRoute {{
      page {{ {PAGE} {BODY} }} servedLocale alternates {{ path }}
      breadcrumbs {{ title path }} }} }} }}""",
    "networks": """{ networks { totalCount nodes { name summary website logo { alt url }
      structures(first: 10) { title } } } }""",
    "network": '{ network(slug: "@network") { name summary website logo { alt } } }',
    "communes": f'{{ communes(search: "@commune") {{ {COMMUNE} }} }}',
    "communeList": f"{{ communeList {{ totalCount nodes {{ {COMMUNE} }} }} }}",
    "structures": f"""{{ structures(first: 30) {{ totalCount nodes {{ {SHEET} }}
      facets {{ kinds {{ value label count }} networks {{ value label count }}
        sectorGroups {{ value label count }} }} }} }}""",
    "structure": f'{{ structure(slug: "@structure") {{ {SHEET} }} }}',
    "structureKinds": "{ structureKinds { code name } }",
    "sectors": "{ sectors { name group { name } } }",
    "sectorGroups": "{ sectorGroups { name slug } }",
}
# Root fields whose answers change with a row that is like another one.
LISTS = {
    "images", "documents", "redirects", "networks", "communeList", "sectors",
    "sectorGroups",
}  # fmt: skip
# Columns that only whole operations change together, of which no row may be without the others.
TREE = {"path", "depth", "numchild", "url_path"}
# The key of what an entry of Wagtail's search is of.
KEYS = {"object_id"}
TABLES = re.compile(r'(?:FROM|JOIN) "(\w+)"')


@pytest.fixture(scope="module")
def site_of_two_languages(django_db_setup, django_db_blocker, tmp_path_factory):
    """Return a small site; what is made of it lives in one transaction that is undone."""
    folder = tmp_path_factory.mktemp("media")
    with django_db_blocker.unblock(), override_settings(MEDIA_ROOT=folder), transaction.atomic():
        Page.objects.filter(depth__gt=1).delete()
        home = HomePageFactory(title="Accueil")
        english, _is_new = Locale.objects.get_or_create(language_code="en")
        translation = home.copy_for_translation(english)
        translation.title, translation.slug = "Home", "home"
        translation.save_revision().publish()
        world = World(home, english, random.Random(48))
        Redirect.objects.create(old_path="/fr/vieux", redirect_page=world.section)
        Redirect.objects.create(old_path="/fr/loin", redirect_link="https://exemple.fr/")
        yield world
        transaction.set_rollback(True)


@pytest.fixture
def ask(client):
    """Return a function that asks, and returns the response's JSON."""

    def send(query):
        return client.post("/graphql/", {"query": query}, content_type="application/json").json()

    return send


def test_each_root_field_is_asked():
    assert schema.graphql_schema.query_type is not None
    assert QUERIES.keys() == schema.graphql_schema.query_type.fields.keys()


@pytest.fixture
def question(field, site_of_two_languages, ask):
    """Return the query of a root field, its answer, and the models whose tables it reads."""
    world, query = site_of_two_languages, QUERIES[field]
    names = {
        "@network": world.networks[0].slug,
        "@structure": StructurePage.objects.filter(locale=world.home.locale).first().slug,
        "@commune": world.any(StructurePage).commune.name,
    }
    for name, value in names.items():
        query = query.replace(name, value)
    with CaptureQueriesContext(connection) as queries:
        answer = ask(query)
    assert "errors" not in answer
    tables = {table for each in queries for table in TABLES.findall(each["sql"])}
    found = [
        model
        for model in apps.get_models(include_auto_created=True)
        if model._meta.db_table in tables and not model._meta.proxy
    ]
    return query, answer, sorted(found, key=lambda model: model._meta.label)


@pytest.mark.django_db
@pytest.mark.parametrize("field", QUERIES)
def test_a_column_that_changes_the_answer_ends_the_cached_response(question, ask):
    query, before, found = question
    outcomes = {}
    for model in found:
        for column in model._meta.local_concrete_fields:
            if not column.primary_key and column.column not in TREE | KEYS:
                act = partial(change, model, column)
                outcomes[f"{model._meta.label}.{column.name}"] = is_right_after(
                    act, query, before, ask
                )

    assert True in outcomes.values()
    assert [name for name, is_right in outcomes.items() if is_right is False] == []


@pytest.mark.django_db
@pytest.mark.parametrize("field", QUERIES)
def test_a_row_that_comes_or_goes_ends_the_cached_response(question, ask):
    query, before, found = question
    outcomes = {}
    for model in found:
        if model._meta.parents or model._meta.db_table.endswith("_fts"):  # comes with another row
            continue
        for position, row in enumerate(copies(model)):
            act, undo = partial(insert, model, row), partial(delete, model, row)
            outcomes[f"{model._meta.label} {position}"] = is_right_after(
                act, query, before, ask, undo
            )

    assert [name for name, is_right in outcomes.items() if is_right is False] == []
    if field_of(query) in LISTS:
        assert True in outcomes.values()


def field_of(query):
    """Return the name of the root field that a query asks."""
    return re.findall(r"\w+", query)[0]


def copies(model):
    """Return new rows that are like the first, a middle and the last one of a model."""
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT * FROM "{model._meta.db_table}"')
        rows = cursor.fetchall()
        names = [column[0] for column in cursor.description]
    key = model._meta.pk.column
    texts = {
        field.column
        for field in model._meta.local_concrete_fields
        if isinstance(field, models.CharField) and not field.choices and not field.is_relation
    }
    for position in sorted({0, len(rows) // 2, len(rows) - 1}) if rows else ():
        row = dict(zip(names, rows[position], strict=True))
        row = {name: f"x{value}" if name in texts else value for name, value in row.items()}
        if isinstance(row[key], int):
            row[key] += 100_000
        if "translation_key" in row:
            row["translation_key"] = uuid4().hex
        yield row


def is_right_after(act, query, before, ask, undo=None):
    """Say if the cached response is right after a change, and after its undoing.

    None stands for a change that changes no answer, or that the database or the site cannot have.
    """
    result = None
    facet_indexes.clear()
    with transaction.atomic():
        try:
            with transaction.atomic():
                act()
        except DatabaseError:
            transaction.set_rollback(True)
            return None
        with override_settings(CMS_GRAPHQL_CACHED_RESPONSES=0):
            fresh = ask(query)
        facet_indexes.clear()
        if fresh != before and "errors" not in fresh:
            result = ask(query) == fresh
            if undo is not None:
                undo()
                facet_indexes.clear()
                result &= ask(query) == before
        transaction.set_rollback(True)
    if result is not None:  # what was cached meanwhile never was
        facet_indexes.clear()
        cached_responses.clear()
        ask(query)
    return result


def delete(model, row):
    """Delete a row by SQL."""
    key = model._meta.pk.column
    with connection.cursor() as cursor:
        cursor.execute(f'DELETE FROM "{model._meta.db_table}" WHERE "{key}" = %s', [row[key]])


def insert(model, row):
    """Insert a row by SQL."""
    names, places = ", ".join(f'"{name}"' for name in row), ", ".join(["%s"] * len(row))
    with connection.cursor() as cursor:
        cursor.execute(
            f'INSERT INTO "{model._meta.db_table}" ({names}) VALUES ({places})', [*row.values()]
        )


def change(model, column):
    """Write another value into a column of each row, by SQL."""
    table, name, key = model._meta.db_table, column.column, model._meta.pk.column
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT "{key}", "{name}" FROM "{table}"')
        rows = cursor.fetchall()
        values = [value for _key, value in rows]
        for position, (pk, value) in enumerate(rows):
            other = another(column, value, values[(position + 1) % len(values)])
            cursor.execute(f'UPDATE "{table}" SET "{name}" = %s WHERE "{key}" = %s', [other, pk])


def another(column, value, next_value):
    """Return a value that the column can have instead of one."""
    if column.is_relation:
        return next_value if next_value != value else None
    if isinstance(column, models.BooleanField):
        return not value
    if isinstance(column, models.DateTimeField):
        return timezone.now() + timedelta(days=2) if value is None else None
    if isinstance(column, models.DateField):
        return date(2030, 1, 1) if value is None else None
    if isinstance(column, models.IntegerField | models.FloatField | models.DecimalField):
        return (value or 0) + 1
    if isinstance(column, models.JSONField):
        return "{}" if value in (None, "[]") else "[]"
    if isinstance(column, models.UUIDField):
        return next_value
    return f"{value or ''}x"
