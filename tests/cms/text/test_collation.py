"""Names stand in one order on every database, in Python too."""

import re

import pytest
from django.apps import apps
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.db import connection
from django.db.models import CharField
from django.urls import reverse
from taggit.models import Tag
from wagtail.models import GroupApprovalTask, Page, Workflow

from cms.text.collated_columns import NAMES, collated_fields, set_collations
from cms.text.collation import sort_key
from networks.models import Network
from tests.factories import (
    CollectionFactory,
    ContactMessageFactory,
    ContentPageFactory,
    NetworkFactory,
    StructurePageFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db

# Digits of any script, then letters; signs do not count; accents before capitals. What is
# still alike stands in the order of its characters.
ORDERED = [
    "10 rue",
    "2 rives",
    "aubrac",
    "Aubrac",
    "« Aubrac »",
    "AUBRAC",
    "cote",
    "Cote",
    "coté",
    "cotè",
    "côte",
    "Côte",
    "côté",
    "ecole",
    "école",
    "École",
    "fiNale",
    "ﬁnale",  # with a ligature that stands for two letters
    "L Arc",
    "L'Arc",
    "LArc",
    "L’Arc",
    "L'Arc en ciel",
    "lode",
    "lodz",
    "Lodz",
    "lódz",
    "łodz",
    "Łodz",
    "oeuf",
    "oéuf",
    "œuf",
    "Œuf",
    "orsted",
    "Orsted",
    "ørsted",
    "Oural",
    "rue ٢",
    "rue 3",
    "Saint Chély",
    "Saint-Chély",
    "SaintChély",
    "strasse",
    "straße",
    "Zèbre",
    "zo",
    "zo\u200d",  # signs that are not seen
    "zo\ufe0f",
    "zoa",
]


def in_order(names):
    """Return names as the key orders them."""
    return sorted(names, key=sort_key)


def test_the_key_orders_letters_then_accents_then_capitals():
    assert in_order(reversed(ORDERED)) == ORDERED
    assert in_order(["Zèbre", "2 rives", "10 rue", "+"]) == ["+", "10 rue", "2 rives", "Zèbre"]


def test_the_database_orders_names_as_the_key_does(home):
    for number, name in enumerate(ORDERED):
        NetworkFactory(name=name, slug=f"n{number}")
        ContentPageFactory(parent=home, title=name, slug=f"p{number}")

    lists = [
        list(Network.objects.order_by("name", "pk").values_list("name", flat=True)),
        list(Page.objects.child_of(home).order_by("title").values_list("title", flat=True)),
    ]

    assert lists == [in_order(ORDERED)] * 2


def test_two_names_are_equal_only_when_they_are_the_same(home):
    for number, name in enumerate(["L'Arc", "L’Arc", "l'arc", "L Arc"]):
        NetworkFactory(name=name, slug=f"n{number}")

    assert Network.objects.filter(name="L'Arc").count() == 1
    assert Network.objects.values("name").distinct().count() == 4


def test_pages_of_a_list_go_through_all_names_in_their_order(graphql, home):
    for number, name in enumerate(ORDERED):
        NetworkFactory(name=name, slug=f"n{number}")
    query = """query ($after: String) { networks(first: 4, after: $after) {
        nodes { name } pageInfo { hasNextPage endCursor } } }"""

    names, after, more = [], None, True
    while more:
        found = graphql(query, after=after)["data"]["networks"]
        names += [node["name"] for node in found["nodes"]]
        after, more = found["pageInfo"]["endCursor"], found["pageInfo"]["hasNextPage"]

    assert names == in_order(ORDERED)


def test_lists_of_pages_and_facets_have_the_order(graphql, directory):
    for number, name in enumerate(["Zèbre", "écluse", "Œuvre", "Oural"]):
        network = NetworkFactory(name=name, slug=f"n{number}")
        sheet = StructurePageFactory(parent=directory, name=name)
        sheet.networks.set([network])
        sheet.save()

    found = graphql(
        """{ structures(orderBy: NAME) { nodes { name } facets { networks { label } } }
             pages(orderBy: TITLE, contentType: "structures.StructurePage") { title } }"""
    )["data"]

    expected = ["écluse", "Œuvre", "Oural", "Zèbre"]
    assert [node["name"] for node in found["structures"]["nodes"]] == expected
    assert [one["label"] for one in found["structures"]["facets"]["networks"]] == expected
    assert [page["title"] for page in found["pages"]] == expected


def test_every_column_of_names_has_the_collation():
    fields = list(collated_fields())

    lacking = [
        f"{table}.{field.column}" for table, field in fields if not is_collated(table, field)
    ]

    assert len(fields) > 10
    assert lacking == []


# No list is sorted by them: Wagtail's own models, in whose place are ours, and rights.
NOT_SORTED = {
    "auth.Permission.name",
    "wagtaildocs.Document.title",
    "wagtailimages.Image.title",
    "wagtailcore.APIToken.name",  # of Wagtail 8
}


def test_every_name_that_people_see_in_a_list_has_the_collation():
    collated = {(table, field.column) for table, field in collated_fields()}

    others = {
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models()
        if model._meta.managed
        for field in model._meta.local_concrete_fields
        if isinstance(field, CharField)
        and field.name in NAMES
        and (model._meta.db_table, field.column) not in collated
    }

    assert others <= NOT_SORTED


SORTED = ["abc", "écluse", "Élan", "Œuvre", "Oural", "Zèbre"]


@pytest.mark.parametrize(
    ("address", "make"),
    [
        ("wagtailusers_groups:index", lambda name: Group.objects.create(name=name)),
        ("wagtailadmin_workflows:index", lambda name: Workflow.objects.create(name=name)),
        (
            "wagtailadmin_workflows:task_index",
            lambda name: GroupApprovalTask.objects.create(name=name),
        ),
        ("wagtailadmin_collections:index", lambda name: CollectionFactory(name=name)),
        ("wagtailusers_users:index", lambda name: UserFactory(username=name, last_name=name)),
        ("contact_messages:index", lambda name: ContactMessageFactory(name=name)),
    ],
)
def test_lists_of_the_admin_have_the_order(admin_client, site, address, make):
    for name in reversed(SORTED):
        make(name)

    page = admin_client.get(reverse(address), {"ordering": "name"}).content.decode()

    listed = page.partition("<main")[2]
    names = re.findall(rf">\s*({'|'.join(SORTED)})\b", listed)
    assert list(dict.fromkeys(names)) == SORTED


def test_accounts_and_tags_have_the_order(site):
    for name in reversed(SORTED):
        Tag.objects.create(name=name)
        UserFactory(username=name)

    accounts = get_user_model().objects.order_by("username")

    assert list(Tag.objects.order_by("name").values_list("name", flat=True)) == SORTED
    assert list(accounts.values_list("username", flat=True)) == SORTED


def test_setting_the_collations_again_changes_nothing(django_assert_num_queries):
    with django_assert_num_queries(1):
        set_collations()


def is_collated(table, field):
    """Return whether a column sorts É among the Es: by its own collation, that is."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT collname FROM pg_attribute a JOIN pg_collation o ON o.oid = attcollation "
                "WHERE attrelid = %s::regclass AND attname = %s",
                [table, field.column],
            )
            return cursor.fetchone() == ("cms_names",)
        cursor.execute("SELECT sql FROM sqlite_master WHERE name = %s", [table])
        return f'"{field.column}" varchar({field.max_length}) COLLATE' in cursor.fetchone()[0]
