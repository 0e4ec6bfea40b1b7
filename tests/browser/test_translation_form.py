"""The form of a translation in a browser: facts as text, words in fields, no script error."""

import pytest

from structures.models import StructurePage

pytestmark = [
    pytest.mark.browser,
    # A live server has its own connection; the rows that migrations made come back after each test.
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
    # Wagtail leaves the closing of rendition files to the garbage collector of its thread.
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]


def test_the_words_of_an_activity_are_translated_beside_its_facts(log_in, live_server, shoot):
    sheet = StructurePage.objects.filter(
        locale__language_code="en", activities__isnull=False
    ).first()
    tab = log_in("redaction")
    tab.goto(f"{live_server.url}/admin/pages/{sheet.pk}/edit/#tab-activites")

    tab.get_by_text("Repris de la version en français").locator("visible=true").first.wait_for()
    tab.fill("#id_activities-0-note", "Hedges")
    shoot(tab, "translation-facts", full_page=False)
    with tab.expect_response(lambda response: response.request.method == "POST"):
        tab.get_by_role("button", name="Enregistrer le brouillon").first.click()
    tab.wait_for_load_state("networkidle")

    draft = StructurePage.objects.get(pk=sheet.pk).get_latest_revision_as_object()
    assert draft.activities.first().note == "Hedges"
