"""What a translation follows of its source."""

import pytest

from cms.models import TranslationState
from cms.translation.source_tracking import note_up_to_date, source_tracking_of
from tests.factories import ContentPageFactory, NetworkFactory


def republish(row, **changes):
    for name, value in changes.items():
        setattr(row, name, value)
    row.save_revision().publish()
    row.refresh_from_db()


def followed(row):
    found = source_tracking_of(row)
    assert found is not None
    return found


def is_outdated(row):
    return followed(row).outdated_since is not None


def test_a_translation_follows_the_version_that_it_was_made_of(page, translated):
    found = followed(translated)

    assert found.source == page
    assert found.version == page.live_revision
    assert found.outdated_since is None


def test_a_translation_is_outdated_once_its_source_is_published_again(page, translated):
    republish(page, introduction="Nous sommes quatre.")

    assert followed(translated).outdated_since == page.last_published_at


def test_a_draft_of_the_source_outdates_nothing(page, translated):
    page.introduction = "Nous serons cinq."
    page.save_revision()

    assert not is_outdated(translated)


def test_the_copy_of_a_draft_is_up_to_date_when_that_very_draft_is_published(home, english):
    source = ContentPageFactory(parent=home, draft=True)
    draft = source.save_revision()
    copy = source.copy_for_translation(english)

    draft.publish()

    assert not is_outdated(copy)


def test_the_copy_of_a_live_snippet_is_a_draft(network, translated_network):
    translated_network.refresh_from_db()

    assert network.live
    assert not translated_network.live
    assert translated_network.has_unpublished_changes
    assert translated_network.live_revision is None
    assert translated_network.last_published_at is None


def test_a_snippet_is_outdated_as_a_page_is(network, translated_network):
    before = is_outdated(translated_network)
    republish(network, summary="Du neuf.")

    assert (before, is_outdated(translated_network)) == (False, True)


def test_the_copy_of_a_snippet_follows_the_draft_that_it_was_made_of(network, english):
    network.summary = "En attente."
    draft = network.save_revision()

    copy = network.copy_for_translation(english)
    copy.save()

    assert copy.summary == "En attente."
    assert followed(copy).version == draft
    draft.publish()
    assert not is_outdated(copy)


def test_a_draft_that_is_noted_up_to_date_is_so_for_good_once_published(page, translated):
    republish(translated)
    republish(page, introduction="Nous sommes quatre.")
    translated.introduction = "We are four."
    translated.save_revision()
    translated.refresh_from_db()

    note_up_to_date(translated)
    noted = TranslationState.objects.get(
        translation_key=page.translation_key, locale__language_code="en"
    )
    draft = (noted.version_id, noted.draft_version_id)
    translated.latest_revision.publish()

    noted.refresh_from_db()
    assert draft == (page.revisions.order_by("pk").first().pk, page.live_revision_id)
    assert (noted.version_id, noted.draft_version_date) == (page.live_revision_id, None)
    assert not is_outdated(translated)


def test_a_published_translation_is_noted_up_to_date_at_once(page, translated):
    republish(translated)
    republish(page, introduction="Nous sommes quatre.")

    note_up_to_date(translated)

    noted = TranslationState.objects.get(
        translation_key=page.translation_key, locale__language_code="en"
    )
    assert (noted.version, noted.draft_version_date) == (page.live_revision, None)


def test_the_publication_of_a_translation_alone_does_not_bring_it_up_to_date(page, translated):
    republish(page, introduction="Nous sommes quatre.")

    republish(translated)

    assert is_outdated(translated)


def test_a_translation_made_before_is_compared_by_its_publication(page, translated):
    TranslationState.objects.all().delete()
    republish(translated)
    before = is_outdated(translated)

    republish(page, introduction="Nous sommes quatre.")

    assert (before, is_outdated(translated)) == (False, True)


def test_the_source_and_an_alias_follow_nothing(page, english):
    alias = page.copy_for_translation(english, alias=True)

    assert source_tracking_of(page) is None
    assert source_tracking_of(alias) is None
    assert not TranslationState.objects.filter(translation_key=page.translation_key).exists()


def test_the_source_may_be_deleted_with_all_its_versions(page, translated):
    page.delete()

    assert source_tracking_of(translated) is None
    assert TranslationState.objects.get(translation_key=translated.translation_key).version is None


@pytest.mark.parametrize("number", [1, 5])
def test_to_follow_costs_the_same_for_any_history(
    page, translated, number, django_assert_max_num_queries
):
    for turn in range(number):
        republish(page, introduction=f"Nous sommes {turn}.")

    with django_assert_max_num_queries(4):
        source_tracking_of(translated)


def test_a_source_that_was_never_published_outdates_nothing(english):
    source = NetworkFactory(draft=True)
    copy = source.copy_for_translation(english)
    copy.save()

    assert not is_outdated(copy)
