"""Who gets a token, and for how long it holds."""

import pytest
from django.contrib.auth.models import Group

from cms.preview.grants import find, issue
from iae48.roles import translators
from tests.factories import NetworkFactory, UserFactory

pytestmark = pytest.mark.any_database


@pytest.fixture
def translator(site, english, roles):
    user = UserFactory()
    user.groups.add(Group.objects.get(name=translators(english)))
    return user


@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_translator_previews_snippets_of_her_languages_alone(site, english, translator, language):
    network = NetworkFactory(live=False)
    if language == "en":
        network = network.copy_for_translation(english)
        network.save()

    token = issue(translator, network, site)

    assert (token is not None) == (language == "en")


def test_a_token_ends_with_the_right_to_the_language(site, english, translator):
    network = NetworkFactory(live=False).copy_for_translation(english)
    network.save()
    token = issue(translator, network, site)
    assert token is not None
    assert find(token, site)
    group = translator.groups.get()

    group.page_permissions.all().delete()

    assert find(token, site) is None
