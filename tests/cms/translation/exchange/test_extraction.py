"""What is extracted for a file, which row a reference names, and what the file is called."""

import pytest
from wagtail.models import DraftStateMixin, TranslatableMixin

from cms.models.snippet import ProseSnippet
from cms.translation.exchange.extraction import (
    all_sources,
    extract,
    find_source,
    is_exchanged,
    page_and_below,
    reference,
)
from cms.translation.exchange.views import download
from home.models import ContentPage
from networks.models import Network
from tests.factories import ContentPageFactory, NetworkFactory, UserFactory


def test_the_name_of_a_file_is_short_and_has_no_quotes(rich_page, english):
    def named(name):
        answer = download([rich_page], english, "po", name=name)
        assert answer is not None
        return answer["Content-Disposition"]

    assert named('Un "nom"\r\nX: y') == 'attachment; filename="un-nom-x-y-en.po"'
    assert named("é" * 99) == f'attachment; filename="{"e" * 60}-en.po"'
    assert named("…") == 'attachment; filename="texte-en.po"'


def test_only_pages_and_snippets_that_have_drafts_and_languages_are_exchanged():
    assert is_exchanged(ContentPage)
    assert is_exchanged(Network)
    for model in (DraftStateMixin, TranslatableMixin, ProseSnippet, type(UserFactory.build())):
        assert not is_exchanged(model)


def test_a_reference_names_the_row_in_the_first_language(english):
    copy = NetworkFactory(locale=english)
    source = NetworkFactory(translation_key=copy.translation_key)

    assert find_source(reference(copy)) == source


@pytest.fixture
def tree(rich_page, english):
    """Return what is to be translated of a page: no copy of what is below it."""
    below = ContentPageFactory(parent=rich_page, title="Dessous")
    below.create_alias(parent=rich_page, update_slug="copie")
    return [rich_page, below]


def test_what_is_to_be_translated_are_pages_of_the_first_language(tree, home):
    page, _below = tree

    assert list(page_and_below(page)) == tree
    assert all_sources() == [home.specific, *tree]


def test_a_menu_has_no_draft_and_a_network_has(home, english):
    network = NetworkFactory()

    assert all_sources() == [home.specific, network]


def test_a_version_whose_picture_is_gone_is_still_read(rich_page, english):
    copy = rich_page.copy_for_translation(english)
    copy.title = "All"
    version = copy.save_revision()
    version.content |= {"search_image": 481516}
    version.save()

    [found] = extract([rich_page], english)

    assert {string.place: string.target for string in found.strings}["title"] == ("All",)
