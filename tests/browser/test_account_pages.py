"""The pages of one's own account in a narrow window: nothing is cut off."""

import pytest
from django.urls import reverse

from tests.browser.conftest import PASSWORD

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
]
LONG = "une.adresse.plus.longue.que.la.fenetre.n.est.large@insertion-lozere.exemple.fr"
NARROW = {"width": 320, "height": 740}


@pytest.fixture
def tab(live_server, log_in):
    """Return a narrow window in which the editor has just given her password again."""
    tab = log_in("redaction")
    tab.set_viewport_size(NARROW)
    tab.goto(f"{live_server.url}{reverse('account_change_email')}")
    tab.fill("input[type=password]", PASSWORD)
    with tab.expect_navigation():
        tab.click("form button[type=submit]")
    return tab


def is_cut(element):
    return element.evaluate("(one) => one.scrollWidth > one.clientWidth")


def test_a_long_address_that_waits_is_seen_whole(tab, shoot):
    tab.fill("input[type=email]", LONG)
    with tab.expect_navigation():
        tab.click("form button[type=submit]")

    shoot(tab, "account-address-320")
    assert tab.locator("strong", has_text=LONG).count() == 1
    assert not is_cut(tab.locator("html"))


def test_the_secret_of_a_second_factor_is_seen_whole_and_can_be_copied(tab, live_server, shoot):
    tab.goto(f"{live_server.url}{reverse('mfa_activate_totp')}")
    secret = tab.get_by_label("Secret d'authentification")

    shoot(tab, "account-secret-320")
    assert len(secret.input_value()) == 32
    assert secret.is_enabled()
    assert not is_cut(secret)
    assert not secret.evaluate("(one) => one.scrollHeight > one.clientHeight")
    assert not is_cut(tab.locator("html"))
