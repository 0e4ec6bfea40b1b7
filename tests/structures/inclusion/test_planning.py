"""What an import changes, keeps and leaves for review, once sheets exist."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import Page, PageLogEntry, ReferenceIndex, Revision

from networks.models import Network
from structures.inclusion.author import USERNAME, find_author
from structures.inclusion.plan import Fate, RowOutcome
from structures.models import StructureKind, StructurePage
from tests.factories import (
    NetworkFactory,
    StructureActivityFactory,
    StructurePageFactory,
    siret_number,
)
from tests.structures.inclusion.steps import only

# The tables of words that SQLite's search has, row by row; PostgreSQL has columns for them.
IS_OF_SQLITE = re.compile("structures_searchentry_(words|trigrams)")
FLORAC = {"commune": "Florac", "code_insee": "48061", "code_postal": "48400"}


# --- Creating, and importing again ---------------------------------------------------------------


def test_an_import_publishes_new_sheets_signed_by_itself(import_rows, row, directory):
    plan = import_rows(row(reseaux_porteurs=["ei", "coorace"]))

    page = StructurePage.objects.get()
    assert only(plan).outcome == RowOutcome.CREATE
    assert only(plan).page_id == page.pk
    assert page.get_parent().specific == directory
    assert (page.live, page.has_unpublished_changes) == (True, False)
    assert (page.title, page.slug, page.kind.code) == ("Structure 1", "structure-1", "EI")
    assert [network.name for network in page.networks.all()] == ["COORACE"]
    assert page.latest_revision == page.live_revision
    assert page.latest_revision.user.username == USERNAME
    actions = PageLogEntry.objects.filter(page=page).values_list("action", flat=True)
    assert sorted(actions) == ["structures.import", "wagtail.create", "wagtail.publish"]


def test_the_account_of_imports_can_not_log_in(import_rows, row):
    import_rows(row())

    author = find_author()
    assert author is not None
    assert not author.is_active
    assert not author.has_usable_password()
    assert not author.is_staff


def test_an_imported_sheet_is_what_wagtail_itself_would_have_made(import_rows, row, directory):
    import_rows(row(1), row(2))

    first, second = StructurePage.objects.order_by("path")
    directory.refresh_from_db()
    assert directory.numchild == 2
    assert Page.find_problems() == ([], [], [], [], [])
    first.full_clean()
    assert first.get_latest_revision_as_object().name == first.name
    assert first.url_path == f"{directory.url_path}{first.slug}/"
    before = set(reference_rows(second))
    second.save_revision().publish()
    assert before == set(reference_rows(second)) != set()
    assert [page.pk for page in StructurePage.objects.search("Structure 2")] == [second.pk]


def reference_rows(page):
    found = ReferenceIndex.objects.filter(object_id=str(page.pk))
    return found.values_list("to_content_type", "to_object_id", "content_path_hash", "model_path")


def test_sheets_of_the_same_name_get_slugs_of_their_own(import_rows, row):
    import_rows(row(1, nom="Le Jardin"), row(2, nom="Le Jardin"))

    assert set(StructurePage.objects.values_list("slug", flat=True)) == {"le-jardin", "le-jardin-2"}


def test_importing_again_changes_nothing(import_rows, row):
    rows = [row(number, reseaux_porteurs=["aci", "coorace"]) for number in range(1, 4)]
    import_rows(*rows)
    revisions, entries = Revision.objects.count(), PageLogEntry.objects.count()

    plan = import_rows(*rows)

    assert {step.outcome for step in plan.steps} == {RowOutcome.LEAVE}
    assert (Revision.objects.count(), PageLogEntry.objects.count()) == (revisions, entries)


# --- Changing ------------------------------------------------------------------------------------


def test_what_the_source_changes_is_changed_field_by_field_and_published(import_rows, row):
    import_rows(row())

    step = only(import_rows(row(nom="Autre nom", date_maj="2026-02-01", **FLORAC)))

    page = StructurePage.objects.get()
    assert step.outcome == RowOutcome.CHANGE
    assert {change.field: (change.before, change.after) for change in step.changes} == {
        "name": ("Structure 1", "Autre nom"),
        "post_code": ("48000", "48400"),
        "commune": ("Mende", "Florac"),
        "source_updated_on": ("2026-01-01", "2026-02-01"),
    }
    assert {change.fate for change in step.changes} == {Fate.PUBLISHED}
    assert (page.title, page.commune.name, page.post_code) == ("Autre nom", "Florac", "48400")
    assert page.slug == "structure-1"
    assert (page.live, page.has_unpublished_changes) == (True, False)
    assert page.live_revision.content["name"] == "Autre nom"


def test_what_the_import_does_not_know_stays(import_rows, row):
    import_rows(row())
    page = StructurePage.objects.get()
    StructureActivityFactory(structure=page, note="Deux fois par an")
    StructurePage.objects.update(introduction="Une introduction", support="Un accompagnement")

    import_rows(row(telephone="04 66 00 00 02"))

    page = StructurePage.objects.get()
    assert (page.introduction, page.support) == ("Une introduction", "Un accompagnement")
    assert [activity.note for activity in page.activities.all()] == ["Deux fois par an"]
    content = page.live_revision.content
    assert content["introduction"] == "Une introduction"
    assert [activity["note"] for activity in content["activities"]] == ["Deux fois par an"]


def test_a_source_that_says_nothing_erases_only_what_it_has_said(import_rows, row):
    import_rows(row(courriel="contact@exemple.fr"))
    StructurePage.objects.update(website="https://redaction.exemple.fr/")

    step = only(import_rows(row(courriel=None, site_web=None)))

    page = StructurePage.objects.get()
    assert [change.field for change in step.changes] == ["email"]
    assert (page.email, page.website) == ("", "https://redaction.exemple.fr/")


def test_a_value_that_is_left_out_erases_nothing(import_rows, row):
    import_rows(row(horaires_accueil="Mo-Fr 09:00-12:00", latitude=44.5, longitude=3.5))

    step = only(import_rows(row(horaires_accueil="le matin", latitude=0, longitude=0)))

    page = StructurePage.objects.get()
    assert step.outcome == RowOutcome.LEAVE
    assert len(step.flags) == 2
    assert (page.opening_hours, page.latitude) == ("Mo-Fr 09:00-12:00", 44.5)


def test_a_file_that_is_older_than_the_sheet_changes_nothing(import_rows, row):
    import_rows(row(date_maj="2026-03-01"))

    step = only(import_rows(row(nom="Ancien nom", date_maj="2026-02-01")))

    assert step.outcome == RowOutcome.LEAVE
    assert step.flags == ["Fichier plus ancien que celui du dernier import."]


def test_the_name_in_use_is_compared_with_the_brand_where_there_is_one(import_rows, row):
    import_rows(row())
    StructurePage.objects.update(brand="Enseigne", title="Enseigne")

    same = only(import_rows(row()))
    other = only(import_rows(row(nom="Nouvelle enseigne")))

    page = StructurePage.objects.get()
    assert same.outcome == RowOutcome.LEAVE
    assert [change.field for change in other.changes] == ["brand"]
    draft = page.latest_revision.content
    assert (draft["name"], draft["brand"], draft["title"]) == (
        "Structure 1",
        "Nouvelle enseigne",
        "Nouvelle enseigne",
    )


# --- Kinds and networks --------------------------------------------------------------------------


def test_a_source_without_a_kind_keeps_ours_and_flags_nothing(import_rows, row):
    import_rows(row(reseaux_porteurs=["ai"]))

    step = only(import_rows(row(reseaux_porteurs=[])))

    assert (step.outcome, step.flags) == (RowOutcome.LEAVE, [])
    assert StructurePage.objects.get().kind.code == "AI"


def test_a_new_sheet_without_a_kind_is_kept_and_flagged(import_rows, row):
    step = only(import_rows(row(reseaux_porteurs=["coorace"])))

    assert step.outcome == RowOutcome.CREATE
    assert step.flags == ["Aucun type parmi les réseaux porteurs : à compléter."]
    assert StructurePage.objects.get().kind is None


def test_several_kinds_on_a_row_are_for_a_person_to_choose(import_rows, row):
    step = only(import_rows(row(reseaux_porteurs=["aci", "ei"])))

    assert step.flags == ["Plusieurs types sur une ligne (ACI, EI) : à choisir."]
    assert StructurePage.objects.get().kind is None


def test_a_kind_that_nobody_has_made_here_is_flagged(import_rows, row):
    step = only(import_rows(row(reseaux_porteurs=["geiq"])))

    assert step.flags == ["Le type GEIQ n’existe pas ici : à créer."]


def test_an_aciphc_stays_an_aci(import_rows, row):
    import_rows(row(reseaux_porteurs=["aci"]))
    StructurePage.objects.update(is_aciphc=True)

    step = only(import_rows(row(reseaux_porteurs=["ei"])))

    assert step.outcome == RowOutcome.LEAVE
    assert step.flags == ["Type gardé : la fiche est « premières heures en chantier »."]


def test_networks_that_the_standard_lacks_or_people_chose_are_never_erased(import_rows, row):
    import_rows(row(reseaux_porteurs=["ei", "coorace"]))
    page = StructurePage.objects.get()
    NetworkFactory(name="Mobilité", data_inclusion_code="mobin")
    page.networks.add(NetworkFactory(name="Cocagne"), Network.objects.get(name="Mobilité"))
    page.save()

    step = only(import_rows(row(reseaux_porteurs=["ei"])))

    page = StructurePage.objects.get()
    assert [change.after for change in step.changes] == ["Cocagne, Mobilité"]
    assert sorted(network.name for network in page.networks.all()) == ["Cocagne", "Mobilité"]
    assert sorted(page.live_revision.content["networks"]) == sorted(
        network.pk for network in page.networks.all()
    )


# --- Matching ------------------------------------------------------------------------------------


def test_a_sheet_is_found_by_siret_and_kind(import_rows, row, directory):
    kind = StructureKind.objects.get(code="EI")
    page = StructurePageFactory(parent=directory, siret=siret_number(1), kind=kind)

    step = only(import_rows(row()))

    page.refresh_from_db()
    draft = page.latest_revision.content
    assert (step.outcome, step.page_id) == (RowOutcome.REVIEW, page.pk)
    assert (draft["source"], draft["source_id"]) == ("dora", "dora--1")


def test_a_sheet_keeps_the_source_that_it_has(import_rows, row):
    import_rows(row())

    step = only(import_rows(row(id="soliguide--9", source="soliguide", date_maj="2026-05-01")))

    page = StructurePage.objects.get()
    assert step.outcome == RowOutcome.LEAVE
    assert (page.source_id, page.source_updated_on.isoformat()) == ("dora--1", "2026-01-01")


def test_one_siret_can_have_a_sheet_for_each_kind(import_rows, row):
    import_rows(row(1), row(2, siret=siret_number(1), reseaux_porteurs=["aci"]))

    assert StructurePage.objects.filter(siret=siret_number(1)).count() == 2


def test_a_row_without_a_kind_is_not_guessed_among_several_sheets(import_rows, row):
    import_rows(row(1), row(2, siret=siret_number(1), reseaux_porteurs=["aci"]))

    step = only(import_rows(row(3, siret=siret_number(1), reseaux_porteurs=[])))

    assert step.outcome == RowOutcome.LEAVE
    assert len(step.flags) == 1
    assert StructurePage.objects.count() == 2


def test_a_siret_that_another_sheet_bears_is_refused(import_rows, row):
    import_rows(row(1), row(2))

    step = only(import_rows(row(2, siret=siret_number(1))))

    assert step.outcome == RowOutcome.REFUSE
    assert "porte déjà ce SIRET" in step.reasons[0]


def test_two_rows_for_one_sheet_refuse_the_second(import_rows, row):
    import_rows(row(1))

    plan = import_rows(row(1), row(1, id="soliguide--1", source="soliguide", siret=None))
    again = import_rows(row(1), row(7, siret=siret_number(1), reseaux_porteurs=[]))

    assert [step.outcome for step in plan.steps] == [RowOutcome.LEAVE, RowOutcome.CREATE]
    assert [step.outcome for step in again.steps] == [RowOutcome.LEAVE, RowOutcome.REFUSE]


# --- Cost ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("is_new", [True, False])
def test_the_number_of_queries_does_not_grow_with_the_rows(import_rows, row, is_new):
    import_rows(row(1))
    counts = []
    for size, start in ((2, 10), (30, 100)):
        numbers = range(start, start + size)
        if not is_new:
            import_rows(*(row(number) for number in numbers))
        changed = [
            row(number, telephone="04 66 00 00 02", reseaux_porteurs=["aci", "coorace"])
            for number in numbers
        ]

        with CaptureQueriesContext(connection) as captured:
            import_rows(*changed)

        counts.append(len([one for one in captured if not IS_OF_SQLITE.search(one["sql"])]))
    assert counts[0] == counts[1]
