"""A session that ends while somebody writes: she logs in beside her form, and saves her text."""

import pytest
from django.contrib.sessions.models import Session
from django.urls import reverse

from cms.models import CustomImage
from home.models import HomePage
from networks.models import Network
from tests.browser.conftest import PASSWORD
from tests.factories import ImageFactory, UserFactory

pytestmark = [
    pytest.mark.browser,
    # A live server has its own connection; the rows that migrations made come back after each test.
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
    # Wagtail leaves the closing of rendition files to the garbage collector of its thread.
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]


def log_in_beside(tab, username):
    """Log in, in the window that the message opens."""
    with tab.expect_popup() as opened:
        tab.get_by_role("link", name="Se connecter").click()
    window = opened.value
    window.fill("#id_login", username)
    window.fill("#id_password", PASSWORD)
    window.click("button[type=submit]")
    window.get_by_role("heading", name="Connexion réussie").wait_for()
    window.close()


def save_with(tab, button):
    """Press a button of the message, and wait for the page that follows."""
    with tab.expect_navigation():
        tab.get_by_role("button", name=button).click()
    tab.wait_for_load_state("networkidle")


def test_her_text_is_saved_after_she_has_logged_in_beside_the_form(log_in, live_server, shoot):
    tab = log_in("redaction")
    page = HomePage.objects.get(locale__language_code="fr")
    network = Network.objects.filter(locale__language_code="fr").order_by("pk")[0]
    forms = [
        (page, reverse("wagtailadmin_pages:edit", args=[page.pk]), "introduction"),
        (
            network,
            reverse(network.snippet_viewset.get_url_name("edit"), args=[network.pk]),
            "summary",
        ),
    ]

    for row, address, field in forms:
        tab.goto(f"{live_server.url}{address}")
        Session.objects.all().delete()
        tab.fill(f"#id_{field}", "Une phrase que personne ne perd.")
        tab.get_by_role("heading", name="Votre session est terminée").wait_for()
        shoot(tab, f"session-ended-{field}", full_page=False)
        tab.get_by_role("button", name="Fermer ce message").click()
        tab.get_by_role("button", name="Enregistrer le brouillon").first.click()
        log_in_beside(tab, "redaction")
        save_with(tab, "Enregistrer maintenant")

        assert tab.input_value(f"#id_{field}") == "Une phrase que personne ne perd."
        draft = type(row).objects.get(pk=row.pk).get_latest_revision_as_object()
        assert getattr(draft, field) == "Une phrase que personne ne perd."


def test_nothing_is_saved_under_another_name_in_silence(log_in, live_server, shoot):
    tab = log_in("admin")
    UserFactory(username="autre", password=PASSWORD, superuser=True)
    image = ImageFactory(title="Avant")
    tab.goto(f"{live_server.url}{reverse('wagtailimages:edit', args=[image.pk])}")
    Session.objects.all().delete()
    tab.fill("#id_title", "Après")
    tab.get_by_role("button", name="Enregistrer").click()
    log_in_beside(tab, "autre")

    tab.get_by_role("heading", name="Un autre compte est connecté").wait_for()
    shoot(tab, "session-other", full_page=False)
    before = CustomImage.objects.get(pk=image.pk).title
    save_with(tab, "Enregistrer sous ce nom")

    assert before == "Avant"
    assert CustomImage.objects.get(pk=image.pk).title == "Après"


def test_a_narrow_screen_shows_the_whole_message(log_in, live_server, shoot):
    tab = log_in("admin")
    tab.set_viewport_size({"width": 360, "height": 740})
    tab.goto(f"{live_server.url}{reverse('wagtailredirects:add')}")
    Session.objects.all().delete()
    tab.fill("#id_old_path", "/ancien")
    tab.locator("main form button[type=submit]").last.click()

    heading = tab.get_by_role("heading", name="Votre session est terminée")
    heading.wait_for()
    shoot(tab, "session-ended-360", full_page=False)
    box = tab.locator("#session-dialog").bounding_box()
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 360
