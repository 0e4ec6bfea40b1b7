"""Copies and aliases of sheets: no structure has two sheets of the same identity."""

import pytest
from django.test import RequestFactory
from django.urls import reverse
from wagtail.actions.copy_for_translation import CopyPageForTranslationAction
from wagtail.admin import messages
from wagtail.models import Page

from cms.admin.copying import report_uncopied_fields
from structures.inclusion.plan import RowOutcome
from structures.models import StructurePage
from tests.factories import (
    CommuneFactory,
    NetworkFactory,
    StructureActivityFactory,
    StructurePageFactory,
    UserFactory,
    siret_number,
)
from tests.structures.admin.conftest import logged_in, with_token

COPIED = "La copie n’a pas repris"


@pytest.fixture
def sheet(directory, site):
    """Return a published sheet with all that identifies it."""
    page = StructurePageFactory(
        name="Le Jardin",
        slug="le-jardin",
        siret=siret_number(1),
        source="dora",
        source_id="dora--1",
        source_updated_on="2026-01-01",
        confirmed_on="2026-02-01",
        networks=[NetworkFactory(name="COORACE", slug="coorace", data_inclusion_code="coorace")],
    )
    page.save_revision().publish()
    page.refresh_from_db()
    return page


@pytest.fixture
def browser(roles):
    """Return the browser of an administrator; forms need their token."""
    return logged_in(UserFactory(superuser=True), enforce_csrf_checks=True)


def copy(browser, page, **asked):
    address = reverse("wagtailadmin_pages:copy", args=[page.pk])
    data = {
        "new_title": "Autre",
        "new_slug": "autre",
        "new_parent_page": page.get_parent().pk,
        **asked,
    }
    return browser.post(address, with_token(browser, address) | data, follow=True)


def identity(page):
    return (page.siret, page.source, page.source_id, page.source_updated_on, page.confirmed_on)


NO_IDENTITY = ("", "", "", None, None)


@pytest.mark.parametrize("asked", [{}, {"publish_copies": "on"}])
def test_a_copy_has_no_identity_of_its_source_and_says_so(browser, sheet, asked):
    response = copy(browser, sheet, **asked)

    made = StructurePage.objects.get(slug="autre")
    assert response.status_code == 200
    assert COPIED in response.content.decode()
    assert "SIRET" in response.content.decode()
    assert identity(made) == NO_IDENTITY
    assert {identity(version.as_object()) for version in made.revisions.all()} == {NO_IDENTITY}
    assert made.live is bool(asked)
    assert made.networks.count() == 1
    sheet.refresh_from_db()
    sheet.full_clean()
    assert sheet.siret


def test_a_copy_of_a_copy_has_nothing_to_say(browser, sheet):
    copy(browser, sheet)

    response = copy(browser, StructurePage.objects.get(slug="autre"), new_slug="encore")

    assert COPIED not in response.content.decode()
    assert StructurePage.objects.filter(slug="encore").exists()


def test_a_copy_has_the_areas_of_its_source(browser, sheet):
    served = CommuneFactory(code_insee="48092", name="Marvejols")
    StructureActivityFactory(structure=sheet, communes=[served])

    copy(browser, sheet)

    (copied,) = StructurePage.objects.get(slug="autre").activities.all()
    assert list(copied.communes.all()) == [served]


def test_a_copy_with_all_below_has_no_identity_either(sheet, directory, monkeypatch):
    StructurePageFactory(siret=siret_number(2))
    StructurePageFactory(siret="")
    directory.refresh_from_db()
    said = []
    monkeypatch.setattr(messages, "warning", lambda request, text: said.append(text))

    made = directory.copy(recursive=True, update_attrs={"slug": "autre"})
    report_uncopied_fields(RequestFactory().get("/"), directory, made)

    below = StructurePage.objects.child_of(made)
    assert below.count() == 3
    assert {page.siret for page in below} == {""}
    assert said[0].startswith("2 copies n’ont pas repris ce qui n’appartient qu’à l’original")


def test_an_alias_mirrors_its_source_and_stops_nobody(browser, sheet):
    response = copy(browser, sheet, alias="on")

    alias = StructurePage.objects.get(slug="autre")
    assert response.status_code == 200
    assert COPIED not in response.content.decode()
    assert (alias.alias_of_id, alias.siret) == (sheet.pk, sheet.siret)
    sheet.phone = "+33466000001"
    sheet.full_clean()
    sheet.save_revision().publish()
    alias.refresh_from_db()
    assert alias.phone == "+33466000001"


def test_an_alias_that_becomes_a_page_has_no_identity_of_its_source(browser, sheet):
    copy(browser, sheet, alias="on")
    alias = StructurePage.objects.get(slug="autre")
    address = reverse("wagtailadmin_pages:convert_alias", args=[alias.pk])

    response = browser.post(address, with_token(browser, address), follow=True)

    alias.refresh_from_db()
    assert COPIED in response.content.decode()
    assert (alias.alias_of_id, identity(alias)) == (None, NO_IDENTITY)
    assert identity(alias.latest_revision.as_object()) == NO_IDENTITY
    sheet.full_clean()


def test_a_copy_to_translate_keeps_all_that_identifies_the_structure(sheet, directory, english):
    directory.copy_for_translation(english)
    draft = StructurePageFactory(live=False, siret=siret_number(2), source="dora")

    published = sheet.copy_for_translation(english)
    unpublished = draft.copy_for_translation(english)

    assert identity(published) == identity(StructurePage.objects.get(pk=sheet.pk))
    assert (unpublished.siret, unpublished.source) == (draft.siret, draft.source)


def test_a_tree_to_translate_keeps_it_too(sheet, directory, english):
    draft = StructurePageFactory(live=False, siret=siret_number(2))
    directory.refresh_from_db()

    CopyPageForTranslationAction(directory, english, include_subtree=True).execute()

    translated = StructurePage.objects.filter(locale=english)
    assert {page.siret for page in translated} == {sheet.siret, draft.siret}


# --- An alias counts nowhere ---------------------------------------------------------------------


@pytest.fixture
def alias(sheet):
    """Return an alias of the sheet, beside it."""
    return sheet.create_alias(update_slug="reflet")


LISTS = """{
  structures(first: 10) {
    totalCount edges { node { id } }
    facets { kinds { count } communes { count } networks { count } }
  }
  found: structures(first: 10, search: "jardin") { totalCount }
  near: structures(first: 10, near: {commune: "48095", km: 5}) { totalCount }
  members: structures(first: 10, where: {network: "coorace"}) { totalCount }
  network(slug: "coorace") { structures { id } }
  pages(contentType: "structures.StructurePage") { id }
  structure(siret: "%s") { id }
  search(query: "jardin", first: 10) { totalCount }
  sitemap { nodes { path } }
}"""


def numbers(answer):
    """Return each count and each list's ids of an answer."""
    if isinstance(answer, dict):
        return {name: numbers(value) for name, value in answer.items()}
    return [numbers(each) for each in answer] if isinstance(answer, list) else answer


def test_an_alias_is_in_no_list_and_no_count(graphql, sheet):
    before = graphql(LISTS % sheet.siret)
    sheet.create_alias(update_slug="reflet")
    after = graphql(LISTS % sheet.siret)

    assert "errors" not in before
    assert before["data"]["structures"]["totalCount"] == 1
    assert after == before


def test_an_alias_is_found_at_its_address_and_below_its_parent(graphql, alias, directory):
    answer = graphql(
        """query($path: String!, $parent: ID) {
          route(path: $path) { ... on PageRoute { isAlias } }
          pages(parent: $parent) { id }
        }""",
        path=f"/fr/{directory.slug}/reflet/",
        parent=directory.pk,
    )

    assert answer["data"]["route"]["isAlias"] is True
    assert str(alias.pk) in [page["id"] for page in answer["data"]["pages"]]


@pytest.mark.parametrize(
    "address", ["/structures.geojson", "/structures.csv", "/structures.data-inclusion.json"]
)
def test_an_alias_is_in_no_file(client, alias, sheet, address):
    content = client.get(address).content.decode()

    assert content.count(sheet.siret) == 1


def test_an_alias_is_in_no_list_of_the_admin(browser, alias):
    listed = browser.get(reverse("structure_sheets:index")).context["object_list"]
    reviewed = browser.get(reverse("structure_review")).context["object_list"]

    assert [page.pk for page in listed] == [alias.alias_of_id]
    assert alias.pk not in [page.pk for page in reviewed]


def test_an_alias_of_another_language_stands_for_its_translation(
    graphql, sheet, directory, english
):
    directory.copy_for_translation(english).save_revision().publish()
    mirror = sheet.copy_for_translation(english, alias=True)

    answer = graphql('{ structures(first: 10, locale: "en") { edges { node { id } } } }')

    assert [edge["node"]["id"] for edge in answer["data"]["structures"]["edges"]] == [
        str(mirror.pk)
    ]


def test_our_own_export_with_an_alias_and_a_copy_changes_nothing(
    client, browser, alias, sheet, import_own
):
    copy(browser, sheet, publish_copies="on")
    rows = client.get("/structures.data-inclusion.json").json()
    pages = Page.objects.count()

    plan = import_own(*rows)

    assert len(rows) == 2
    assert {step.outcome for step in plan.steps} == {RowOutcome.LEAVE}
    assert Page.objects.count() == pages


@pytest.fixture
def import_own(sheet):
    """Return a function that imports rows, with the reference_data that is there."""
    from cms.tree_lock import tree_locked
    from structures.inclusion.applying import apply_plan
    from structures.inclusion.planning import make_plan

    def run(*rows):
        with tree_locked():
            plan = make_plan(rows)
            apply_plan(plan)
        return plan

    return run
