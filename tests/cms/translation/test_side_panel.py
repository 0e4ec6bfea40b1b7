"""The panel beside a translation's form, and saying that a translation is up to date."""

import json

import pytest
from django.urls import reverse

from cms.translation.side_panel import up_to_date_url
from cms.translation.source_tracking import source_tracking_of
from home.models import ContentPage
from tests.cms.translation.test_source_tracking import is_outdated, republish
from tests.factories import ContentPageFactory

BLOCK = "11111111-1111-4111-8111-111111111111"


def panel_of(client, row):
    if isinstance(row, ContentPage):
        address = reverse("wagtailadmin_pages:edit", args=[row.pk])
    else:
        address = reverse(row.snippet_viewset.get_url_name("edit"), args=[row.pk])
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode().partition('data-side-panel="translation"')[2]


def shown_version(client, row):
    return client.get(up_to_date_url(row)).context["version"]


def test_the_panel_shows_the_source_beside_the_translation(as_publisher, page, translated):
    text = panel_of(as_publisher, translated)

    assert "À traduire : le texte est encore celui de la source." in text
    assert "À jour" not in text
    assert "Nous sommes trois." in text


def body(text):
    """Return a body of one paragraph, always the same block."""
    return json.dumps([{"type": "paragraph", "value": {"content": f"<p>{text}</p>"}, "id": BLOCK}])


def test_the_panel_shows_what_has_changed_block_by_block(as_publisher, home, english):
    source = ContentPageFactory(parent=home, body=body("Nous sommes trois."))
    source.save_revision().publish()
    source.refresh_from_db()
    copy = source.copy_for_translation(english)
    republish(source, body=body("Nous sommes quatre."))

    text = panel_of(as_publisher, copy)

    assert "À mettre à jour" in text
    assert '<span class="deletion">trois.</span><span class="addition">quatre.</span>' in text
    assert up_to_date_url(copy) in text


def test_the_panel_stands_beside_snippets_too(as_publisher, network, translated_network):
    republish(network, summary="Du neuf.")

    text = panel_of(as_publisher, translated_network)

    assert '<span class="addition">Du neuf.</span>' in text


def test_the_source_itself_has_no_panel(as_publisher, page, network):
    assert panel_of(as_publisher, page) == ""
    assert panel_of(as_publisher, network) == ""


def test_nobody_sees_a_form_without_logging_in(client, page, translated):
    response = client.get(reverse("wagtailadmin_pages:edit", args=[translated.pk]))

    assert response.status_code == 302
    assert reverse("account_login") in response.url


def test_a_translator_says_that_a_page_is_up_to_date(as_translator, page, translated):
    republish(page, introduction="Nous sommes quatre.")

    response = as_translator.post(
        up_to_date_url(translated), {"version": shown_version(as_translator, translated)}
    )

    assert response.status_code == 302
    assert not is_outdated(translated)


def test_what_changed_in_between_is_not_noted_as_read(as_translator, page, translated):
    republish(page, introduction="Nous sommes quatre.")
    shown = shown_version(as_translator, translated)
    republish(page, introduction="Nous sommes cinq.")

    as_translator.post(up_to_date_url(translated), {"version": shown})

    assert is_outdated(translated)


@pytest.mark.parametrize("send", ["get", "post"])
def test_whoever_may_not_change_a_translation_does_not_note_it(
    as_translator, page, translated, roles, send
):
    translated.locked = True
    translated.save()
    republish(page, introduction="Nous sommes quatre.")

    response = getattr(as_translator, send)(up_to_date_url(page))
    locked = getattr(as_translator, send)(up_to_date_url(translated))

    assert (response.status_code, locked.status_code) == (302, 302)
    assert is_outdated(translated)


def test_there_is_nothing_to_note_of_a_source(as_publisher, page):
    assert as_publisher.get(up_to_date_url(page)).status_code == 404
    assert source_tracking_of(page) is None
