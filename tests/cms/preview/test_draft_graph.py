"""With a good token the same queries read the draft, wherever it is reached; nothing else opens."""

import pytest
from wagtail.models import Locale, Page

from cms.preview.grants import issue
from tests.cms.preview.rights import limit
from tests.factories import (
    ContentPageFactory,
    NetworkFactory,
    PageViewRestrictionFactory,
    StructureActivityFactory,
    StructurePageFactory,
    UserFactory,
)

ROUTE = '{ route(path: "%s") { __typename ... on PageRoute { path page { title } } } }'


def test_the_draft_is_at_its_own_address_and_no_more_at_the_published_one(read, token):
    draft = read(ROUTE % "/fr/brouillon/", token)["route"]
    former = read(ROUTE % "/fr/publiee/", token)["route"]

    assert draft == {
        "__typename": "PageRoute",
        "path": "/fr/brouillon/",
        "page": {"title": "Brouillon"},
    }
    assert former == {"__typename": "NotFoundRoute"}


@pytest.mark.parametrize(
    "arguments", ["id: {pk}", 'slug: "brouillon"', 'urlPath: "/fr/brouillon/"']
)
def test_the_draft_is_found_by_id_slug_and_path(read, token, page, arguments):
    query = "{ page(%s) { title slug ... on ContentPage { introduction } } }"

    data = read(query % arguments.replace("{pk}", f'"{page.pk}"'), token)

    assert data["page"] == {
        "title": "Brouillon",
        "slug": "brouillon",
        "introduction": "Pas encore publié.",
    }


def test_the_draft_is_in_lists_and_in_the_tree(read, token, page):
    below = ContentPageFactory(parent=page, title="Dessous", slug="dessous")

    data = read(
        """{ pages(orderBy: TITLE) { title }
             home: page(urlPath: "/fr/") { children { title } descendants { urlPath } }
             below: page(urlPath: "/fr/brouillon/dessous/") { id parent { title } } }""",
        token,
    )

    assert {"title": "Brouillon"} in data["pages"]
    assert data["home"]["children"] == [{"title": "Brouillon"}]
    assert {"urlPath": "/fr/brouillon/dessous/"} in data["home"]["descendants"]
    assert data["below"] == {"id": str(below.pk), "parent": {"title": "Brouillon"}}


@pytest.mark.parametrize("state", ["draft", "scheduled", "past", "expired", "private"])
def test_a_page_that_readers_do_not_see_is_delivered_to_its_editor(read, site, home, editor, state):
    page = ContentPageFactory(parent=home, title="Cachée", slug="cachee", **{state: True})

    token = issue(editor, page, site)

    assert read(ROUTE % "/fr/cachee/")["route"]["__typename"] == "NotFoundRoute"
    assert read(ROUTE % "/fr/cachee/", token)["route"]["page"] == {"title": "Cachée"}


def test_unsaved_content_is_delivered_and_stored_nowhere(read, site, page, editor):
    shown = page.get_latest_revision_as_object()
    shown.title = "Jamais enregistrée"

    token = issue(editor, shown, site)

    assert read(f'{{ page(id: "{page.pk}") {{ title }} }}', token)["page"] == {
        "title": "Jamais enregistrée"
    }
    page.refresh_from_db()
    assert (page.title, page.slug) == ("Publiée", "publiee")
    assert page.get_latest_revision_as_object().title == "Brouillon"
    assert Page.objects.filter(url_path__contains="brouillon").count() == 0


def test_rows_that_belong_to_the_draft_are_its_own(read, site, directory, editor):
    sheet = StructurePageFactory(parent=directory)
    former, later = (NetworkFactory(name=name) for name in ("Ancien", "Nouveau"))
    sheet.networks.set([former])
    sheet.save()
    StructureActivityFactory(structure=sheet, sector__name="Nettoyage")
    sheet.refresh_from_db()
    sheet.networks.set([later])
    sheet.activities.set([])

    token = issue(editor, sheet, site)
    query = (
        f'{{ structure(id: "{sheet.pk}") {{ networks {{ name }} activities {{ __typename }} }} }}'
    )

    assert read(query, token)["structure"] == {"networks": [{"name": "Nouveau"}], "activities": []}
    assert read(query)["structure"] == {
        "networks": [{"name": "Ancien"}],
        "activities": [{"__typename": "StructureActivity"}],
    }


def test_drafts_of_snippets_that_the_draft_names_are_shown(read, site, directory, editor):
    network = NetworkFactory(name="Publié")
    network.name = "Repris"
    network.save_revision()
    new = NetworkFactory(name="Tout neuf", draft=True)
    other = NetworkFactory(name="Sans rapport", draft=True)
    sheet = StructurePageFactory(parent=directory)
    sheet.networks.set([network, new])

    token = issue(editor, sheet, site)
    of_sheet = f'structure(id: "{sheet.pk}") {{ networks {{ name }} }}'
    query = f"{{ {of_sheet} networks {{ nodes {{ name }} }} }}"
    data = read(query, token)

    assert {row["name"] for row in data["structure"]["networks"]} == {"Repris", "Tout neuf"}
    assert other.name not in {row["name"] for row in data["networks"]["nodes"]}
    network.refresh_from_db()
    assert network.name == "Publié"


def test_drafts_of_snippets_that_the_editor_may_not_edit_stay_hidden(read, site, directory):
    network = NetworkFactory(name="Publié")
    network.name = "Repris"
    network.save_revision()
    sheet = StructurePageFactory(parent=directory)
    sheet.networks.set([network, NetworkFactory(name="Tout neuf", draft=True)])
    editor = UserFactory()
    limit(editor, sheet)

    token = issue(editor, sheet, site)
    data = read(f'{{ structure(id: "{sheet.pk}") {{ networks {{ name }} }} }}', token)

    assert data["structure"]["networks"] == [{"name": "Publié"}]


def test_a_snippet_has_its_own_preview(read, site, editor):
    network = NetworkFactory(name="Publié", slug="reseau", draft=True)
    network.name = "En préparation"

    token = issue(editor, network, site)
    query = '{ network(slug: "reseau") { name } }'

    assert read(query, token)["network"] == {"name": "En préparation"}
    assert read(query)["network"] is None


def test_other_drafts_stay_hidden(read, token, home):
    hidden = ContentPageFactory(parent=home, title="Autre", slug="autre", draft=True)
    private = ContentPageFactory(parent=home, title="Privée", slug="privee")
    PageViewRestrictionFactory(page=private)

    data = read(f'{{ pages {{ title }} page(id: "{hidden.pk}") {{ title }} }}', token)

    assert data["page"] is None
    assert {row["title"] for row in data["pages"]}.isdisjoint({"Autre", "Privée"})


def test_a_page_in_a_language_in_preparation_opens_no_other_page_of_it(read, site, home, editor):
    english = Locale.objects.create(language_code="en")
    front = home.copy_for_translation(english)
    shown = ContentPageFactory(parent=front, title="Shown", slug="shown", draft=True)
    ContentPageFactory(parent=front, title="Other", slug="other")

    token = issue(editor, shown, site)

    assert read(ROUTE % "/en/shown/", token)["route"]["page"] == {"title": "Shown"}
    assert read(ROUTE % "/en/other/", token)["route"]["__typename"] == "NotFoundRoute"
    assert read('{ pages(locale: "en") { title } }', token)["pages"] == [{"title": "Shown"}]


def test_a_draft_that_cannot_be_stored_shows_what_is_published(read, site, directory, editor):
    sheet = StructureActivityFactory(structure__parent=directory).structure
    draft = sheet.with_content_json(sheet.serializable_data() | {"title": "Incomplète"})
    [activity] = draft.activities.all()
    activity.sector = None
    draft.activities.set([activity])
    query = f'{{ structure(id: "{sheet.pk}") {{ title activities {{ sector {{ name }} }} }} }}'

    token = issue(editor, draft, site)

    assert read(query, token) == read(query)
    assert read(query)["structure"]["title"] != "Incomplète"
