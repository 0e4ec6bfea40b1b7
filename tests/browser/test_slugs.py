"""The browser fills in the slug that the server would generate."""

import pytest

from cms.text.slugs import ascii_slug
from networks.models import Network
from tests.cms.text.test_slugs import SLUGS

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
]


def test_the_form_of_a_network_generates_the_server_s_slugs(log_in, live_server):
    tab = log_in("admin")
    tab.goto(f"{live_server.url}/admin/snippets/networks/network/add/")
    filled = {}

    for name in SLUGS:
        tab.fill("#id_name", name)
        tab.locator("#id_name").blur()
        tab.wait_for_timeout(200)
        filled[name] = tab.input_value("#id_slug")

    assert filled == {name: ascii_slug(name) for name in SLUGS}
    assert Network.objects.count() > 0
