"""The page on a form that is refused for its token."""

import json
from html import unescape

import pytest
from django.test import Client
from django.urls import reverse

from tests.factories import UserFactory


@pytest.fixture
def forgetful(site):
    """Return the browser of an administrator that sends no token."""
    client = Client(enforce_csrf_checks=True)
    client.force_login(UserFactory(superuser=True))
    return client


@pytest.mark.parametrize(
    "view", ["account_login", "account_reset_password", "wagtailadmin_account"]
)
def test_a_refusal_is_in_french_and_says_what_to_do(forgetful, view):
    response = forgetful.post(reverse(view))

    text = unescape(response.content.decode())
    assert response.status_code == 403
    assert "Votre envoi n’est pas arrivé" in text
    assert "encore dans le formulaire" in text
    assert f'href="{reverse("wagtailadmin_home")}"' in text


def test_a_refusal_gives_texts_back_and_no_secret(forgetful):
    written = {"blocks": [{"text": "Une <b>longue</b> phrase qui compte."}]}
    secrets = ["csrfmiddlewaretoken", "new_password1", "recovery_code", "client_secret", "Token"]
    data = {"body": json.dumps(written), "title": "Court"}
    data |= dict.fromkeys(secrets, "une phrase de passe assez longue")

    response = forgetful.post(reverse("account_login"), data)

    text = response.content.decode()
    assert "Une &lt;b&gt;longue&lt;/b&gt; phrase qui compte." in text
    assert "phrase de passe" not in text
    assert "blocks" not in text


@pytest.mark.parametrize(
    ("origin", "is_linked"), [("http://testserver", True), ("https://mechant.example", False)]
)
def test_a_refusal_leads_back_to_a_form_of_this_site_alone(forgetful, origin, is_linked):
    headers = {"Referer": f"{origin}/admin/pages/4/edit/"}

    response = forgetful.post(reverse("account_login"), headers=headers)

    assert (f"{origin}/admin/pages/4/edit/" in response.content.decode()) is is_linked
