"""Proposals of a machine, asked of a real server over HTTP."""

import pytest
from django.urls import reverse
from wagtail.models import ModelLogEntry, PageLogEntry

from cms.translation.machine import libretranslate, suggestions
from cms.translation.machine.backends import NoMachine, machine
from cms.translation.machine.base import MachineError
from cms.translation.machine.libretranslate import LibreTranslate
from cms.translation.machine.views import PROPOSED
from cms.translation.side_panel import url_of
from tests.cms.translation.machine.server import capitals, running_server
from tests.cms.translation.rich import draft_of
from tests.cms.translation.test_side_panel import panel_of
from tests.dripping import dripping

BUTTON = "Proposer une traduction automatique"


@pytest.fixture
def server(settings):
    """Return a running server that the site's settings name."""
    with running_server() as server:
        settings.CMS_MACHINE_TRANSLATION_URL = f"{server.url}/api/"
        settings.CMS_MACHINE_TRANSLATION_KEY = "secret"
        yield server


def address(translation):
    return url_of("translation_machine", translation)


def test_nothing_is_sent_unless_the_site_names_a_server(as_translator, translated):
    assert isinstance(machine(), NoMachine)
    with pytest.raises(MachineError, match="pas activée"):
        machine().translate(["Un"], "fr", "en")

    assert BUTTON not in panel_of(as_translator, translated)
    assert as_translator.get(address(translated)).status_code == 404
    assert as_translator.post(address(translated)).status_code == 404


def test_the_server_is_asked_as_libretranslate_is(server):
    found = machine().translate(['Un <b id="1">mot</b>', "Deux"], "fr", "en")

    assert found == ['UN <b id="1">MOT</b>', "DEUX"]
    ((path, question),) = server.questions
    assert path == "/api/translate"
    assert question == {
        "q": ['Un <b id="1">mot</b>', "Deux"],
        "source": "fr",
        "target": "en",
        "format": "html",
        "api_key": "secret",
    }


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        ((400, {"error": "fr is not supported"}), "connaît-il ces deux langues"),
        ((403, {"error": "Invalid API key"}), "refuse la clé"),
        ((429, {"error": "Slowdown"}), "trop de demandes"),
        ((500, "x"), r"par une erreur \(500\)"),
        ((302, {"translatedText": ["A"]}), r"par une erreur \(302\)"),
        ((200, "<html>"), "pas compréhensible"),
        ((200, "[]"), "pas compréhensible"),
        ((200, {"translatedText": "A"}), "pas compréhensible"),
        ((200, {"translatedText": ["A", "B"]}), "pas compréhensible"),
        ((200, {"translatedText": [None]}), "pas compréhensible"),
    ],
)
def test_what_the_server_answers_else_is_told(server, answer, reason):
    server.answer = lambda question: answer

    with pytest.raises(MachineError, match=reason):
        machine().translate(["Un"], "fr", "en")

    assert len(server.questions) == 1


def test_a_server_that_does_not_answer_in_time_is_told(server, monkeypatch):
    monkeypatch.setattr(libretranslate, "TIMEOUT", (1, 0.05))
    server.seconds = 0.2

    with pytest.raises(MachineError, match="pas répondu à temps"):
        machine().translate(["Un"], "fr", "en")


@pytest.mark.parametrize(
    ("first", "piece"),
    [
        (b"", b"HTTP/1.1 100 Continue\r\n\r\n"),
        (b"HTTP/1.1 200 OK\r\nX-Long: ", b"a"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n", b" "),
    ],
    ids=["100 Continue", "a header", "the body"],
)
def test_a_server_that_drips_is_given_up(monkeypatch, first, piece):
    monkeypatch.setattr(libretranslate, "WHOLE", 0.4)
    with dripping(first, piece) as slow:
        with pytest.raises(MachineError, match="pas répondu à temps"):
            LibreTranslate(f"http://127.0.0.1:{slow.port}").translate(["Un"], "fr", "en")

        assert slow.gone.wait(5), "the connection stays open"


def test_a_server_that_is_away_is_told():
    with running_server() as gone:
        url = gone.url

    with pytest.raises(MachineError, match="injoignable"):
        LibreTranslate(url).translate(["Un"], "fr", "en")


def test_the_panel_leads_to_what_would_be_sent_and_nothing_is_sent_yet(
    as_translator, translated, server
):
    assert f'href="{address(translated)}"' in panel_of(as_translator, translated)

    text = as_translator.get(address(translated)).content.decode()

    assert "2 textes à traduire (33 caractères)" in text
    assert server.questions == []


def test_a_proposal_fills_the_draft_and_publishes_nothing(
    as_translator,
    rich_page,
    english,
    server,
):
    made = rich_page.copy_for_translation(english)

    response = as_translator.post(address(made))

    assert response.status_code == 200
    assert "refusés : 0" in response.content.decode()
    draft = draft_of(rich_page, english)
    made.refresh_from_db()
    assert (draft.title, made.title, made.live) == ("TOUTES", "Toutes", False)
    assert list(draft.body.raw_data)[1]["value"]["content"].startswith(
        '<p data-block-key="aaaaa">VOIR <a linktype="page" id="3">LA <b>PAGE</b></a>,<br/>ET '
        '<a href="https://www.exemple.fr/?a=1&amp;b=2">LE SITE</a> &amp; PLUS.</p>'
    )
    assert PageLogEntry.objects.filter(page=made.pk, action=PROPOSED).count() == 1
    history = as_translator.get(reverse("wagtailadmin_pages:history", args=[made.pk]))
    assert "Traduction proposée par une machine" in history.content.decode()


def test_only_what_is_untranslated_or_has_changed_is_sent(as_translator, page, translated, server):
    translated.title = "Who we are"
    translated.save_revision()
    as_translator.post(address(translated))
    page.introduction = "Nous sommes quatre."
    page.save_revision().publish()

    as_translator.post(address(translated))
    as_translator.post(address(translated))

    sent = [question["q"] for _path, question in server.questions]
    assert sent == [["Nous sommes trois."], ["Nous sommes quatre."], ["Nous sommes quatre."]]
    assert draft_of(page, translated.locale).title == "Who we are"


def test_what_is_translated_stays_where_nobody_knows_what_has_changed(
    as_translator, page, translated, server
):
    translated.introduction = "We are three."
    translated.save_revision()
    followed = page.live_revision
    page.introduction = "Nous sommes quatre."
    page.save_revision().publish()
    followed.delete()

    text = as_translator.get(address(translated)).content.decode()
    as_translator.post(address(translated))

    assert "ce qui est déjà traduit reste" in text
    assert [question["q"] for _path, question in server.questions] == [["Qui sommes-nous"]]
    assert draft_of(page, translated.locale).introduction == "We are three."


def test_a_snippet_has_proposals_too(as_translator, network, english, server):
    made = network.copy_for_translation(english)
    made.save()

    as_translator.post(address(made))

    assert draft_of(network, english).name == "RÉSEAU DU JARDIN"
    assert not network.get_translation(english).live
    assert ModelLogEntry.objects.filter(action=PROPOSED).count() == 1


def test_what_the_machine_breaks_is_refused_by_place(
    as_translator,
    rich_page,
    english,
    server,
):
    made = rich_page.copy_for_translation(english)

    def without_tags(question):
        status, answer = capitals(question)
        texts = [text.replace('<b id="2">', "").replace("</b>", "")
                 for text in answer["translatedText"]]  # fmt: skip
        return status, {"translatedText": texts}

    server.answer = without_tags

    text = as_translator.post(address(made)).content.decode()

    assert "refusés : 1," in text
    assert "Contenu › 2. Texte › Texte › passage 1" in text
    assert draft_of(rich_page, english).title == "TOUTES"


def test_what_came_before_an_error_is_kept(as_translator, page, translated, server, monkeypatch):
    monkeypatch.setattr(suggestions, "BATCH_STRINGS", 1)
    server.answer = lambda question: capitals(question) if len(server.questions) < 2 else (429, "")

    text = as_translator.post(address(translated)).content.decode()

    assert "trop de demandes" in text
    draft = draft_of(page, translated.locale)
    assert (draft.title, draft.introduction) == ("QUI SOMMES-NOUS", "Nous sommes trois.")


def test_an_error_loses_nothing(as_translator, page, translated, server):
    server.answer = lambda question: (500, "")

    text = as_translator.post(address(translated)).content.decode()

    assert "par une erreur (500)" in text
    assert draft_of(page, translated.locale).title == "Qui sommes-nous"


def test_a_slow_machine_is_not_waited_for_for_ever(
    as_translator, page, translated, server, monkeypatch
):
    monkeypatch.setattr(suggestions, "BATCH_STRINGS", 1)
    monkeypatch.setattr(suggestions, "SECONDS", -1)

    text = as_translator.post(address(translated)).content.decode()

    assert "trop lent" in text
    assert server.questions == []


@pytest.mark.parametrize("send", ["get", "post"])
def test_nobody_asks_for_what_they_may_not_change(
    as_translator, page, network, translated, roles, server, send
):
    translated.locked = True
    translated.save()

    for row in (page, network, translated):
        assert getattr(as_translator, send)(address(row)).status_code == 302

    assert server.questions == []


def test_a_source_has_no_proposal(as_publisher, page, server):
    assert as_publisher.post(address(page)).status_code == 404
