"""The contact form: what is wrong is said and nothing is lost; what is sent is in the admin."""

import http.client
import urllib.error
import urllib.request
from urllib.parse import urlsplit

import pytest

from cms.contact.models import ContactMessage
from tests.site.conftest import SCREENSHOTS, serving

pytestmark = [
    pytest.mark.site,
    # Django's server leaves the closing of files to the garbage collector of its thread.
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]
FORM = "application/x-www-form-urlencoded"
SECONDS_OF_A_PERSON = 3_500  # milliseconds: what is sent sooner is taken for a robot's


@pytest.mark.parametrize("script", [True, False])
def test_a_message_is_mended_and_sent(open_tab, shoot, script):
    tab = open_tab(java_script_enabled=script, expects_errors=True)  # 422 is logged
    tab.goto("/fr/contact/")
    tab.locator("form.contact-form").evaluate("(form) => { form.noValidate = true }")
    tab.fill("#contact-name", "Camille Roux")
    tab.fill("#contact-email", "camille@")
    tab.fill("#contact-message", "Bonjour, nous aimerions vous rencontrer.")
    tab.wait_for_timeout(SECONDS_OF_A_PERSON)
    tab.get_by_role("button", name="Envoyer le message").click()
    tab.locator(".field-error[role=alert]").wait_for()
    shoot(tab, f"contact-{'with' if script else 'without'}-script")

    assert tab.locator("#contact-email-error").is_visible()
    assert tab.get_attribute("#contact-email", "aria-invalid") == "true"
    assert tab.input_value("#contact-message") == "Bonjour, nous aimerions vous rencontrer."

    tab.fill("#contact-email", "camille@exemple.fr")
    tab.select_option("#contact-subject", index=1)
    tab.check("#contact-consent")
    tab.get_by_role("button", name="Envoyer le message").click()
    tab.wait_for_url("**/fr/contact/?sent")

    assert "Merci" in tab.locator(".contact-thanks").inner_text()
    message = ContactMessage.objects.latest("pk")
    assert (message.name, message.email) == ("Camille Roux", "camille@exemple.fr")
    assert not message.is_suspect


def test_only_a_form_takes_a_message(site):
    with pytest.raises(urllib.error.HTTPError, match="405"):
        urllib.request.urlopen(f"{site.origin}/fr/structures/", b"name=x")


def send_to(origin, path, body, content_type):
    """Send a body to a path, and return the status and the page."""
    place = urlsplit(origin)
    connection = http.client.HTTPConnection(place.hostname, place.port, timeout=30)
    # What comes in parts has no length before it.
    connection.request("POST", path, body, {"Content-Type": content_type})
    answer = connection.getresponse()
    text = answer.read().decode()
    connection.close()
    return answer.status, text


@pytest.fixture
def post(site):
    """Return a function that sends a body to a path of the site."""
    return lambda path, body, content_type=FORM: send_to(site.origin, path, body, content_type)


def parts(count):
    """Return the beginning of a form, and so many thousands of bytes of its message."""
    yield b"name=a&message="
    for _number in range(count):
        yield b"b" * 1000


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/fr/contact/", "Message trop long"),
        ("/en/contact/", "Message too long"),
        ("/preview", "Aperçu"),
    ],
)
def test_a_body_that_is_too_long_is_refused_whether_it_tells_its_length_or_not(post, path, words):
    answers = [post(path, parts(200)), post(path, b"".join(parts(200)))]

    assert [status for status, _text in answers] == [413, 413]
    assert all(words in text for _status, text in answers)


@pytest.mark.parametrize("path", ["/fr/contact/", "/preview"])
@pytest.mark.parametrize(
    ("body", "content_type", "status"),
    [
        (b"{}", "application/json", 415),
        (b"--x\r\nContent-Disp", "multipart/form-data; boundary=x", 400),
        (b"name=a", "multipart/form-data", 400),
    ],
)
def test_what_is_no_form_gets_a_page_that_says_so(post, path, body, content_type, status):
    answer, text = post(path, body, content_type)

    assert answer == status
    assert ("Message illisible" if path == "/fr/contact/" else "Aperçu") in text


def test_a_message_with_nul_comes_back_without_it(post):
    status, text = post("/fr/contact/", b"name=Camille%00&message=Bonjour%00%2C+tout+le+monde")

    assert status == 422
    assert 'value="Camille"' in text
    assert "Bonjour, tout le monde" in text


def test_an_announcement_that_is_too_long_is_refused_before_its_signature_is_read(post):
    status, text = post("/webhook", parts(1_100), "application/json")

    assert (status, text) == (413, '{"error":"Too long."}')


@pytest.mark.parametrize("filled", [b"message=%3Cb%3EBonjour%3C%2Fb%3E+%22vous%22", b"{}"])
def test_what_is_sent_while_the_cms_is_away_comes_back(chromium, filled):
    with serving("http://localhost:9") as origin:
        body = b"name=Camille&consent=yes&token=abc&" + filled
        content_type = FORM if filled != b"{}" else "application/json"
        status, text = send_to(origin, "/fr/contact/", body, content_type)

    assert status == 503
    if filled == b"{}":
        assert "<form" not in text
        return
    tab = chromium.new_page(viewport={"width": 360, "height": 740})
    tab.set_content(text)
    tab.screenshot(path=SCREENSHOTS / "contact-unavailable.png")
    assert tab.evaluate("document.documentElement.scrollWidth") <= 360
    assert tab.input_value("[name=message]") == '<b>Bonjour</b> "vous"'
    assert tab.input_value("[name=name]") == "Camille"
    assert tab.input_value("[name=token]") == "abc"
    assert tab.locator("[name=consent]").count() == 1
    tab.close()
