"""Requests that once took a process for seconds, or were answered with 500."""

import json

import pytest
from django.test import Client
from django.urls import reverse

MARKS = "\u0315" * 24_000 + "\u0316" * 24_000


def test_a_variable_of_marks_alone_is_answered_at_once(db, site, client):
    variables = {"x": MARKS}

    response = client.post(
        "/graphql/",
        json.dumps({"query": "{ __typename }", "variables": variables}, ensure_ascii=False),
        content_type="application/json",
    )

    assert response.json() == {"data": {"__typename": "Query"}}


@pytest.mark.parametrize(
    "text", ["[" * 100_000, '{"blocks": [{"text": "\\ud800 une phrase de vingt lettres"}]}']
)
def test_a_form_that_is_refused_for_its_token_gives_any_text_back(db, text):
    response = Client(enforce_csrf_checks=True).post(reverse("account_login"), {"note": text})

    assert response.status_code == 403


@pytest.mark.parametrize(
    "path", ["/files/original_images/%00", "/documents/1/%00", "/admin/pages/%00/", "/%00"]
)
def test_an_address_with_nul_has_no_page(db, client, path):
    assert client.get(path).status_code == 404


@pytest.mark.parametrize(
    "path",
    [
        "/admin/structures/sheets/?locale=%00",
        "/admin/tag-autocomplete/?term=%00",
        "/admin/snippets/networks/network/?locale=%00&q=%00",
        "/admin/pages/search/?q=%00",
    ],
)
def test_a_parameter_with_nul_is_read_without_it(site, admin_client, path):
    assert admin_client.get(path, follow=True).status_code == 200
