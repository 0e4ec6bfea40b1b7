"""The contact form: what is wrong is said and nothing is lost; what is sent is in the admin."""

import urllib.error
import urllib.request

import pytest

from cms.contact.models import ContactMessage

pytestmark = [
    pytest.mark.site,
    # Django's server leaves the closing of files to the garbage collector of its thread.
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]
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
