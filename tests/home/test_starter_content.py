"""The starter content: whole, in two languages, atomic, and the same when loaded again."""

import gc
import json
import logging
import re

import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.core.serializers import serialize
from django.db import transaction
from django.test import Client, override_settings
from django.urls import reverse
from wagtail.models import Collection, Page, Revision, Site

from cms.models import CustomImage, TranslationState
from cms.translation.comparison import differences
from cms.translation.exchange.extraction import all_sources
from cms.translation.source_tracking import source_tracking_of
from home.models import AgreementsPage, DiagramPage, HomePage, LegalPage
from home.starter import files, loader
from networks.models import Network
from structures.models import (
    Commune,
    Sector,
    SectorGroup,
    StructureIndexPage,
    StructureKind,
    StructurePage,
)
from tests.admin_forms import form_fields
from tests.factories import UserFactory
from tests.histories import revisions_not_offered

LOADED_APPS = ("cms", "home", "networks", "structures", "wagtailcore", "wagtaildocs", "taggit")


class Kept(logging.Handler):
    """Keeps what is logged."""

    def __init__(self):
        super().__init__(level=logging.WARNING)
        self.lines = []

    def emit(self, record):
        self.lines.append(self.format(record))


@pytest.fixture(scope="module")
def complaints():
    """Return what is logged as wrong while the content is loaded for this module."""
    return Kept()


@pytest.fixture(scope="module")
def loaded(django_db_setup, django_db_blocker, tmp_path_factory, complaints):
    """Load the starter content once for this module; return the folder of its files."""
    folder = tmp_path_factory.mktemp("media")
    roots = {"MEDIA_ROOT": folder / "public", "PRIVATE_MEDIA_ROOT": folder / "private"}
    with django_db_blocker.unblock(), override_settings(**roots), transaction.atomic():
        logging.getLogger().addHandler(complaints)
        call_command("load_starter_content", verbosity=0)
        logging.getLogger().removeHandler(complaints)
        yield folder
        transaction.set_rollback(True)


@pytest.fixture
def starter(loaded, db):
    """Return the folder of the loaded content's files; what a test changes is rolled back."""
    return loaded


def every_row():
    """Return all rows of our models and of Wagtail's own, as JSON."""
    rows = {
        model._meta.label: json.loads(serialize("json", model._default_manager.order_by("pk")))
        for label in LOADED_APPS
        if apps.is_installed(label) or label in {"wagtailcore", "wagtaildocs"}
        for model in apps.get_app_config(label).get_models()
    }
    return rows


def test_loading_twice_leaves_identical_rows_and_files(starter):
    rows = every_row()
    stored = sorted(path.name for path in starter.rglob("*.*"))

    call_command("load_starter_content", verbosity=0)

    assert every_row() == rows
    assert stored
    assert sorted(path.name for path in starter.rglob("*.*")) == stored


def test_the_whole_site_is_there_in_both_languages(starter):
    counts = {
        "pages": Page.objects.filter(depth__gt=1).live().count(),
        "communes": Commune.objects.count(),
        "structures": StructurePage.objects.live().count(),
        "networks": Network.objects.filter(live=True).count(),
        "kinds": StructureKind.objects.filter(live=True).count(),
        "groups": SectorGroup.objects.count(),
        "legal": LegalPage.objects.live().count(),
        "landscapes": CustomImage.objects.filter(width=1600, height=1000).count(),
    }

    assert counts == {
        "pages": 2 * (14 + 8),
        "communes": 152,
        "structures": 2 * 8,
        "networks": 2 * 6,
        "kinds": 2 * 7,
        "groups": 2 * 20,
        "legal": 2 * 3,
        "landscapes": 12,
    }


def test_every_page_and_every_snippet_is_translated(starter):
    for model in (Page, Network, StructureKind, SectorGroup, Sector):
        keys: dict[object, set[str]] = {}
        for key, language in model.objects.exclude(locale=None).values_list(
            "translation_key", "locale__language_code"
        ):
            keys.setdefault(key, set()).add(language)
        if model is Page:
            keys.pop(Page.get_first_root_node().translation_key)

        assert {frozenset(languages) for languages in keys.values()} == {frozenset({"fr", "en"})}


def test_nothing_is_logged_as_wrong_by_loading(starter, complaints):
    assert complaints.lines == []


def test_every_translation_follows_the_published_version_of_its_source(starter):
    sources = all_sources()

    translations = [
        row for source in sources for row in type(source)._default_manager.filter(
            translation_key=source.translation_key
        ).exclude(pk=source.pk)
    ]  # fmt: skip

    assert len(translations) == len(sources) == 14 + 8 + 6 + 7
    for row in translations:
        found = source_tracking_of(row)
        assert found is not None
        assert found.version is not None
        assert found.version == found.source.live_revision
        assert found.outdated_since is None
    assert TranslationState.objects.count() == len(translations)


def test_a_translator_sees_what_an_editor_changes_of_the_content_as_loaded(starter, rf):
    page = HomePage.objects.get(locale__language_code="fr")
    page.introduction = "Tout autre chose."
    page.save_revision().publish()

    found = source_tracking_of(HomePage.objects.get(locale__language_code="en"))

    assert found is not None
    assert found.outdated_since is not None
    changes = differences(found, rf.get("/"))
    assert changes is not None
    assert [change.field.name for change in changes] == ["introduction"]


def test_a_translation_loaded_beside_text_of_an_editor_is_not_said_to_follow_it(starter):
    page = Network.objects.get(slug="coorace", locale__language_code="fr")
    Network.objects.get(slug="coorace", locale__language_code="en").delete()
    TranslationState.objects.filter(translation_key=page.translation_key).delete()

    call_command("load_starter_content", verbosity=0)

    assert Network.objects.filter(slug="coorace", locale__language_code="en").exists()
    assert not TranslationState.objects.filter(translation_key=page.translation_key).exists()


def test_wagtails_welcome_page_is_replaced_and_the_site_starts_at_the_french_home(starter):
    site = Site.objects.get(is_default_site=True)

    assert site.root_page.specific == HomePage.objects.get(locale__language_code="fr")
    assert Page.objects.filter(depth=2).count() == 2
    assert Page.get_first_root_node().title == Collection.get_first_root_node().name == "Racine"


def test_the_diagram_has_a_text_alternative_that_says_what_it_shows(starter):
    for page in DiagramPage.objects.all():
        assert all(
            word in page.text_alternative for word in ("ACI", "EI", "AI", "ETTI", "CDDI", "COORACE")
        )
        assert page.diagram is not None
        assert page.document is not None


def test_every_page_and_every_sheet_passes_its_own_checks(starter):
    for page in Page.objects.filter(depth__gt=1).specific():
        page.full_clean()


def test_no_contact_and_no_convention_is_invented_for_a_demonstration_structure(starter):
    for page in StructurePage.objects.all():
        assert (page.phone, page.email, page.website, page.address_line_1) == ("", "", "", "")
        assert (page.convention_number, page.convention_starts_on, page.confirmed_on) == (
            "",
            None,
            None,
        )


def test_each_demonstration_sheet_says_that_it_is_one(starter):
    said = {page.notice[:12] for page in StructurePage.objects.filter(locale__language_code="fr")}

    assert said == {"Fiche de dém"}
    assert not StructurePage.objects.filter(notice="").exists()


def test_the_four_elements_of_all_siae_stand_below_their_title(starter):
    pages = {page.locale.language_code: page for page in StructureIndexPage.objects.all()}

    assert set(pages) == {"fr", "en"}
    for page in pages.values():
        assert "confirm" in page.common_elements_title
        links = [point.value["page"] for point in page.common_elements]
        assert links[:3] == [None] * 3
        assert (links[3].specific_class, links[3].locale) == (AgreementsPage, page.locale)
    assert [point.value["title"] for point in pages["fr"].common_elements] == [
        "Une activité économique pour support",
        "Un contrat de travail",
        "Un accompagnement social et professionnel",
        "Une convention avec l’État",
    ]


def test_networks_stand_in_the_order_of_the_seed(starter):
    for language in files.LANGUAGES:
        networks = Network.objects.filter(locale__language_code=language)

        assert list(networks.values_list("slug", flat=True)) == [
            "coorace",
            "reseau-cocagne",
            "federation-des-entreprises-d-insertion",
            "federation-des-acteurs-de-la-solidarite",
            "associations-intermediaires-occitanie",
            "mobilite",
        ]


def test_the_first_objective_is_a_new_job_not_a_new_trade(starter):
    for key in ("home", "objectives"):
        blocks = files.page(key, "fr")["body"]
        points = [point["title"] for block in blocks for point in block.get("points", ())]

        assert "Découvrir un nouvel emploi" in points


# What sheets lack, as the content once promised it: an address of each, its contract, its support.
PROMISES = re.compile(
    r"coordonnées de chac|contact details of (each|every)|everyone’s contact|"
    r"par type de contrat|by type of contract|"
    r"(chaque fiche|each (card|sheet|entry))[^.]*(contrat|contract|accompagnement|support)",
    re.IGNORECASE,
)


def test_no_text_promises_what_the_sheets_lack(starter):
    kept = " ".join(
        re.sub(r"<[^>]+>", "", path.read_text(encoding="utf-8"))
        for path in sorted(files.DATA.rglob("*.toml"))
    )

    assert "annuaire" in kept
    assert PROMISES.findall(kept) == []


def test_the_quotation_of_the_law_is_exact(starter):
    source = (settings.BASE_DIR / "tests/home/l5132-1.txt").read_text(encoding="utf-8").split("\n")

    [quote] = [
        block.value
        for block in HomePage.objects.get(locale__language_code="fr").body
        if block.block_type == "quote"
    ]

    assert quote["text"].split("\n") == [line for line in source if line]
    assert quote["source_url"].startswith("https://www.legifrance.gouv.fr/codes/article_lc/")


def test_no_link_of_the_content_leads_to_a_key_that_is_not_a_page(starter):
    for page in Page.objects.filter(depth__gt=1).specific():
        text = json.dumps(getattr(page, "body", None) and page.body.get_prep_value(), default=str)
        assert 'key="' not in text
        assert 'key=\\"' not in text


def test_what_an_editor_changed_is_left_as_it_is(starter):
    page = HomePage.objects.get(locale__language_code="fr")
    page.title = "Bienvenue"
    page.save_revision().publish()
    network = Network.objects.get(slug="coorace", locale__language_code="fr")
    network.name = "Coorace !"
    network.save()

    call_command("load_starter_content", verbosity=0)

    assert HomePage.objects.get(pk=page.pk).title == "Bienvenue"
    assert Network.objects.get(pk=network.pk).name == "Coorace !"


def test_the_history_offers_each_version_as_loaded(starter):
    assert Revision.objects.exists()
    assert revisions_not_offered() == []


# Wagtail leaves the closing of rendition files to the garbage collector.
@pytest.mark.filterwarnings("ignore::ResourceWarning")
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize(
    ("model", "field"),
    [(HomePage, "introduction"), (Network, "summary"), (StructureKind, "name")],
)
def test_the_first_version_is_restored_from_the_history(starter, model, field):
    instance = model.objects.filter(locale__language_code="fr").order_by("pk")[0]
    first, words = instance.live_revision_id, getattr(instance, field)
    setattr(instance, field, "Tout autre chose")
    instance.save_revision(log_action=True).publish()
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(UserFactory(superuser=True))

    def address(name, *args):
        if model is HomePage:
            return reverse(f"wagtailadmin_pages:{name}", args=[instance.pk, *args])
        return reverse(model.snippet_viewset.get_url_name(name), args=[instance.pk, *args])

    history = browser.get(address("history")).content.decode()
    revert = address("revisions_revert", first)
    fields = form_fields(browser.get(revert).content.decode())
    # A script writes the fields of a stream.
    more = {"action-publish": "action-publish", "body-count": "0"}
    saved = browser.post(address("edit"), fields | more)

    assert f'href="{revert}"' in history
    assert address("revisions_compare", first, "latest") in history
    assert saved.status_code == 302
    assert getattr(model.objects.get(pk=instance.pk), field) == words
    gc.collect()  # before the next test, which warnings fail


def test_if_empty_loads_nothing_into_a_site_that_has_a_home_page(starter, capsys):
    Commune.objects.filter(structures=None)[0].delete()

    call_command("load_starter_content", if_empty=True)

    assert Commune.objects.count() == 151
    assert "Le site a déjà son contenu." in capsys.readouterr().out


def test_the_progress_bar_ends_at_its_total(starter):
    steps = []

    loader.load_content(lambda: steps.append(1))

    assert len(steps) == loader.count_steps()


def test_both_languages_of_a_content_file_have_the_same_blocks():
    for key, _label, _parent in files.PAGES:
        french, english = (files.page(key, language)["body"] for language in files.LANGUAGES)

        assert [block["type"] for block in french] == [block["type"] for block in english]


@pytest.mark.parametrize(
    "name", sorted(p.name for p in settings.CMS_GRAPHQL_OPERATIONS_DIR.glob("*.graphql"))
)
def test_each_registered_document_is_answered_from_the_starter_content(starter, client, name):
    query = (settings.CMS_GRAPHQL_OPERATIONS_DIR / name).read_text(encoding="utf-8")

    answer = client.post("/graphql/", {"query": query}, content_type="application/json").json()

    assert "errors" not in answer
    assert all(answer["data"].values())
    assert "None" not in json.dumps(answer)
