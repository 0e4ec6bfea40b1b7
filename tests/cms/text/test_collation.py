"""Names stand in one order on every database, in Python too."""

import pytest
from django.db import connection
from wagtail.models import Page

from cms.text.collated_columns import collated_fields, set_collations
from cms.text.collation import sort_key
from networks.models import Network
from tests.factories import ContentPageFactory, NetworkFactory, StructurePageFactory

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
