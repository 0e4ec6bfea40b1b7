"""The words of the search are those of the sheets, in the transaction that changes these."""

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.db.models import Count
from django.test.utils import CaptureQueriesContext
from wagtail.models import Locale, Page

from structures.models import Commune, SearchEntry, Sector, StructureActivity, StructurePage
from structures.search.batching import indexing_postponed
from structures.search.indexing import index_sheets
from structures.search.matching import matching
from structures.search.terms import MOST
from tests.factories import (
    CommuneFactory,
    NetworkFactory,
    SectorFactory,
    SectorGroupFactory,
    StructureActivityFactory,
    StructureKindFactory,
    StructurePageFactory,
)


@pytest.fixture
def found(directory):
    """Return a function that searches and returns the titles found, best first."""

    def search(text, locale=None):
        locale = locale or Locale.get_default()
        rows = matching(StructurePage.objects.all(), text, locale)
        return [sheet.title for sheet in rows.order_by("-relevance", "title")]

    return search


def test_a_sheet_is_found_by_each_of_its_texts(found):
    sector = SectorFactory(name="Girafe", group=SectorGroupFactory(name="Savane"))
    sheet = StructurePageFactory(
        name="Alpha", brand="Enseigne", kind=StructureKindFactory(etti=True),
        commune=CommuneFactory(langogne=True), post_code="48300",
        networks=[NetworkFactory(name="Réseau Zèbre", acronym="RZ")],
        introduction="Introduite.", description="Décrite.", support="Soutenue.",
    )  # fmt: skip
    StructureActivityFactory(structure=sheet, sector=sector, note="Précisée")

    words = [
        "alpha", "enseigne", "etti", "travail temporaire", "langogne", "48300", "zebre", "rz",
        "girafe", "savane", "precisee", "introduite", "decrite", "soutenue",
    ]  # fmt: skip

    assert [word for word in words if found(word) != ["Enseigne"]] == []


def test_names_come_before_topics_topics_before_texts_and_these_before_likeness(found):
    StructurePageFactory(name="Beau paysage", description="Une menuiserie, pas loin.")
    StructurePageFactory(name="Menuizerie nouvelle")
    StructurePageFactory(name="Menuiserie")
    StructurePageFactory(name="Menuiserie de la Margeride")
    sheet = StructurePageFactory(name="Deux planches")
    StructureActivityFactory(structure=sheet, sector=SectorFactory(name="Menuiserie"))

    assert found("menuiserie") == [
        "Menuiserie",
        "Menuiserie de la Margeride",
        "Deux planches",
        "Beau paysage",
        "Menuizerie nouvelle",
    ]


def test_relevance_depends_on_the_sheet_alone(found):
    first = StructurePageFactory(name="Jardin et menuiserie", description="bois bois bois")
    rows = StructurePage.objects.filter(pk=first.pk)

    def relevance():
        return matching(rows, "bois jardin", first.locale).get().relevance

    before = relevance()
    for number in range(20):
        StructurePageFactory(name=f"Jardin {number}", description="bois", draft=number % 2 == 0)

    assert relevance() == before


def test_the_rows_found_can_be_counted_in_groups_and_filtered(found):
    aci, ei = StructureKindFactory(), StructureKindFactory(ei=True)
    for number, kind in enumerate((aci, aci, ei)):
        StructurePageFactory(name=f"Jardin {number}", kind=kind)
    rows = matching(StructurePage.objects.all(), "jardin", Locale.get_default())

    grouped = rows.order_by().values("kind__code").annotate(number=Count("pk"))
    inside = StructurePage.objects.filter(pk__in=rows.values("pk")).values_list("kind__code")

    assert {row["kind__code"]: row["number"] for row in grouped} == {"ACI": 2, "EI": 1}
    assert rows.filter(kind=ei).count() == 1
    assert sorted(inside) == [("ACI",), ("ACI",), ("EI",)]


@pytest.mark.parametrize("text", ["", "  ", "'", "-_*", "%", '"":*&|!()'])
def test_a_text_without_a_word_finds_nothing(found, text):
    StructurePageFactory(name="Jardin")

    assert found(text) == []


@pytest.mark.parametrize(
    "text", ["jardin & rien", "jardin:*", "'jardin'", '"jardin" OR rien*', "names : jardin", "(jar"]
)
def test_what_is_typed_is_words_and_never_an_operator(found, text):
    StructurePageFactory(name="Jardin")

    expected = [] if {"rien", "names"} & set(text.replace("*", "").split()) else ["Jardin"]

    assert found(text) == expected


def test_words_that_say_nothing_are_left_out_unless_there_is_no_other(found):
    StructurePageFactory(name="Les Jardins")

    assert found("des jardins de la") == ["Les Jardins"]
    assert found("les") == ["Les Jardins"]


def test_no_more_words_than_these_are_looked_at(found):
    StructurePageFactory(name="Jardin", description=" ".join(f"mot{n}" for n in range(MOST)))

    assert found(" ".join(f"mot{n}" for n in range(MOST)) + " absent") == ["Jardin"]


def test_the_code_of_a_kind_is_a_whole_word(found):
    StructurePageFactory(name="Aide de proximité", kind=StructureKindFactory(ei=True))
    StructurePageFactory(name="Le Pont", kind=StructureKindFactory(ai=True))

    assert found("AI") == ["Le Pont"]


def test_a_sheet_speaks_its_own_language_where_its_facts_have_it(found, directory, english):
    sector = SectorFactory(name="Jardinage")
    translation = sector.copy_for_translation(english)
    translation.name = "Gardening"
    translation.save()
    sheet = StructurePageFactory(name="Alpha")
    StructureActivityFactory(structure=sheet, sector=sector)
    StructureActivityFactory(structure=sheet, sector=SectorFactory(name="Girafe"))
    sheet.refresh_from_db()
    directory.copy_for_translation(english, copy_parents=True).save_revision().publish()
    sheet.copy_for_translation(english).save_revision().publish()

    assert found("gardeners", english) == ["Alpha"]
    assert found("jardinage", english) == []
    assert found("girafe", english) == ["Alpha"]
    assert found("gardening") == []


# --- What is hidden ------------------------------------------------------------------------------


def test_a_draft_is_not_searched(found):
    sheet = StructurePageFactory(name="Publiée")
    sheet.name = sheet.brand = sheet.description = "Girafe"
    sheet.save_revision()
    StructurePageFactory(name="Girafe en projet", draft=True)

    assert found("girafe") == []
    assert SearchEntry.objects.count() == 1


def test_a_sheet_that_is_unpublished_is_searched_no_more(found):
    sheet = StructurePageFactory(name="Girafe")
    sheet.unpublish()

    assert found("girafe") == []
    assert not SearchEntry.objects.exists()


@pytest.mark.parametrize("state", ["draft", "past", "scheduled"])
def test_a_hidden_network_finds_no_sheet(found, state):
    StructurePageFactory(networks=[NetworkFactory(name="Girafe", **{state: True})])

    assert found("girafe") == []


def test_a_hidden_kind_finds_no_sheet(found):
    StructurePageFactory(kind=StructureKindFactory(ai=True, draft=True, name="Girafe"))

    assert found("girafe") == []


# --- In step -------------------------------------------------------------------------------------


def publish(sheet, **values):
    sheet.refresh_from_db()
    for name, value in values.items():
        setattr(sheet, name, value)
    sheet.save_revision().publish()


def rename(row, **values):
    for name, value in values.items():
        setattr(row, name, value)
    row.save()


CHANGES = {
    "its name": lambda sheet: publish(sheet, name="Girafe"),
    "its activities": lambda sheet: publish(
        sheet,
        activities=[
            StructureActivity(sector=sheet.activities.get().sector, note="Girafe",
                              offers_goods=True, serves_individuals=True)
        ],
    ),
    "an activity by itself": lambda sheet: StructureActivityFactory(
        structure=sheet, sector=SectorFactory(name="Girafe")
    ),
    "its commune": lambda sheet: rename(sheet.commune, name="Girafe"),
    "its kind": lambda sheet: rename(sheet.kind, name="Girafe"),
    "its sector": lambda sheet: rename(Sector.objects.get(), name="Girafe"),
    "its sector's group": lambda sheet: rename(Sector.objects.get().group, name="Girafe"),
    "its network": lambda sheet: rename(sheet.networks.get(), name="Girafe"),
    "its networks": lambda sheet: publish(sheet, networks=[NetworkFactory(name="Girafe")]),
}  # fmt: skip


@pytest.mark.parametrize("change", CHANGES)
def test_what_changes_is_searched_at_once(found, change):
    sheet = StructurePageFactory(name="Alpha", networks=[NetworkFactory(name="Réseau")])
    StructureActivityFactory(structure=sheet)
    sheet.refresh_from_db()
    before = found("girafe")

    CHANGES[change](StructurePage.objects.get(pk=sheet.pk))

    assert before == []
    assert len(found("girafe")) == 1


def test_words_go_with_the_transaction_that_brought_them(found):
    sheet = StructurePageFactory(name="Alpha")

    with transaction.atomic():
        publish(sheet, name="Girafe")
        inside = found("girafe")
        transaction.set_rollback(True)

    assert inside == ["Girafe"]
    assert found("girafe") == []
    assert found("alpha") == ["Alpha"]


def test_a_deleted_sheet_leaves_no_word(found):
    StructurePageFactory(name="Girafe").delete()

    assert not SearchEntry.objects.exists()
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            for table in ("words", "trigrams"):
                cursor.execute(f"SELECT count(*) FROM structures_searchentry_{table}")
                assert cursor.fetchone() == (0,)


def test_the_pages_above_are_deleted_with_sheets_that_have_activities(found, directory):
    sheet = StructurePageFactory(parent=directory, name="Ornithorynque")
    StructureActivityFactory(structure=sheet)

    Page.objects.filter(depth__gt=1).delete()

    connection.check_constraints()
    assert not SearchEntry.objects.exists()


def test_what_is_postponed_is_indexed_once_at_the_end(found):
    sheets = StructurePageFactory.create_batch(3)

    with indexing_postponed():
        for sheet in sheets:
            publish(sheet, name="Girafe")
        during = found("girafe")

    assert during == []
    assert len(found("girafe")) == 3


def test_a_failure_indexes_nothing_of_what_was_postponed(found):
    sheet = StructurePageFactory(name="Alpha")

    def fail():
        with indexing_postponed():
            publish(sheet, name="Girafe")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()

    assert found("girafe") == []
    assert found("alpha") == ["Alpha"]


def test_indexing_costs_the_same_for_one_sheet_and_for_fifty(found):
    def sheets(number):
        made = StructurePageFactory.create_batch(number, networks=[NetworkFactory()])
        for sheet in made:
            StructureActivityFactory(structure=sheet, sector=SectorFactory())
        SearchEntry.objects.all().delete()
        return [sheet.pk for sheet in made]

    def queries(pks):
        with CaptureQueriesContext(connection) as captured:
            index_sheets(pks)
        return [query for query in captured if "SAVEPOINT" not in query["sql"]]

    few, many = queries(sheets(1)), queries(sheets(50))

    # SQLite takes some hundred values a statement, and logs each row of its own tables.
    if connection.vendor == "postgresql":
        assert len(many) == len(few)
    assert SearchEntry.objects.count() == 50


def test_what_did_not_change_is_not_written_again(found):
    sheet = StructurePageFactory(name="Alpha")

    with CaptureQueriesContext(connection) as captured:
        index_sheets([sheet.pk])

    assert not [query for query in captured if "INSERT" in query["sql"]]


@pytest.mark.parametrize(
    ("change", "after"),
    [
        (lambda network, sheet: network.structures.clear(), []),
        (lambda network, sheet: network.structures.remove(sheet), []),
        (lambda network, sheet: network.structures.set([]), []),
        (lambda network, sheet: network.structures.add(sheet), ["Alpha"]),
    ],
    ids=["clear", "remove", "set", "add"],
)
def test_the_members_of_a_network_may_change_by_its_own_end(found, change, after):
    network = NetworkFactory(name="Girafe")
    sheet = StructurePageFactory(name="Alpha", networks=[] if after else [network])
    before = found("girafe")

    change(network, sheet)

    assert before != after
    assert found("girafe") == after


def test_the_command_makes_good_what_sent_no_signal(found, capsys):
    gone, sheet = StructurePageFactory(name="Perdue"), StructurePageFactory(name="Alpha")
    StructurePage.objects.filter(pk=gone.pk).update(live=False)
    StructurePage.objects.filter(pk=sheet.pk).update(name="Girafe", title="Girafe")
    Commune.objects.update(name="Autre")
    before = found("girafe"), found("perdue")

    call_command("rebuild_structure_search", verbosity=0)

    assert before == ([], ["Perdue"])
    assert (found("girafe"), found("perdue"), found("autre")) == (["Girafe"], [], ["Girafe"])
    assert capsys.readouterr().out == "Fiches indexées : 1.\n"


def test_the_command_makes_good_the_places_too(graphql, found):
    CommuneFactory(name="Mende")
    Commune.objects.update(name="Saint-Girafe")
    ask = '{ communes(search: "st girafe") { name } }'
    before = graphql(ask)["data"]["communes"]

    call_command("rebuild_structure_search", verbosity=0)

    assert before == []
    assert graphql(ask)["data"]["communes"] == [{"name": "Saint-Girafe"}]


def test_a_site_older_than_its_search_is_indexed_by_its_migration(found):
    StructurePageFactory(name="Girafe")
    SearchEntry.objects.all().delete()

    call_command("migrate", verbosity=0)

    assert found("girafe") == ["Girafe"]
