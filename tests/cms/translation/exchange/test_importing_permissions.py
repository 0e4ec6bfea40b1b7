"""Who may write which draft by a file, and which drafts no file changes."""

import pytest
from django.contrib.auth.models import Group, Permission
from wagtail.models import Locale

from cms.translation.exchange.bilingual_document import UnreadableFileError
from cms.translation.exchange.importing import import_document
from cms.translation.exchange.permissions import RefusedError, check_draft
from iae48.roles import EDITORS
from tests.cms.translation.conftest import TRANSLATORS
from tests.cms.translation.exchange.sending import take
from tests.cms.translation.rich import draft_of, file_of, in_capitals
from tests.factories import ContentPageFactory
from tests.members import member_of


def test_a_translator_writes_drafts_of_her_language(rich_page, english, roles):
    translator = member_of(TRANSLATORS)

    outcome = take(rich_page, english, translator)

    assert (outcome.taken, outcome.refusals) == (1, [])
    made = rich_page.get_translation(english)
    assert not made.live
    assert made.get_latest_revision().user == translator


def test_a_live_translation_stays_as_it_is(rich_page, english, roles):
    take(rich_page, english)
    live = rich_page.get_translation(english)
    live.get_latest_revision().publish()

    take(rich_page, english, member_of(TRANSLATORS), title="All")

    live.refresh_from_db()
    assert (live.title, live.draft_title, live.live) == ("Toutes", "All", True)
    assert live.has_unpublished_changes


def test_a_language_of_others_is_refused(rich_page, english, roles):
    german = Locale.objects.create(language_code="de")

    with pytest.raises(UnreadableFileError, match="Vous ne traduisez pas dans cette langue"):
        import_document(file_of(rich_page, german, in_capitals), member_of(TRANSLATORS))


def test_whoever_may_not_make_a_translation_makes_none(rich_page, network, english, roles):
    editor = member_of(EDITORS)

    for source in (rich_page, network):
        (outcome,) = import_document(file_of(source, english, in_capitals), editor)
        assert "le droit de créer" in outcome.refusals[0].reason
        assert not source.has_translation(english)


def test_a_locked_draft_is_not_written(rich_page, english, roles):
    take(rich_page, english)
    made = rich_page.get_translation(english)
    made.locked = True
    made.save()

    outcome = take(rich_page, english, member_of(TRANSLATORS), title="All")

    assert outcome.taken == 0
    assert len(outcome.refusals) == 1
    assert draft_of(rich_page, english).title == "Toutes"


def test_a_draft_that_a_translator_has_locked_is_hers_to_write(rich_page, english, roles):
    translator = member_of(TRANSLATORS)
    take(rich_page, english)
    made = rich_page.get_translation(english)
    made.locked, made.locked_by = True, translator
    made.save()

    outcome = take(rich_page, english, translator, title="All")

    assert (outcome.taken, outcome.refusals) == (1, [])


def test_a_draft_is_made_in_ones_own_languages_alone(rich_page, network, english, roles):
    german = Locale.objects.create(language_code="de")
    rich_page.get_parent().specific.copy_for_translation(german)
    translator = member_of(TRANSLATORS)

    for source in (rich_page, network):
        check_draft(translator, source, None, english)
        with pytest.raises(RefusedError, match="le droit de créer cette traduction"):
            check_draft(translator, source, None, german)


def test_a_draft_of_a_source_that_is_closed_is_not_made(rich_page, english, roles):
    hidden = ContentPageFactory(parent=rich_page.get_parent(), title="À venir", draft=True)

    with pytest.raises(RefusedError, match="n’existe pas, ou plus") as refused:
        check_draft(member_of(TRANSLATORS), hidden, None, english)

    assert "À venir" not in str(refused.value)


def test_a_draft_that_moderators_read_is_not_written(network, english, roles):
    import_document(file_of(network, english, in_capitals), None)
    made = network.get_translation(english)
    translator = member_of(TRANSLATORS)
    made.get_workflow().start(made, translator)

    (outcome,) = import_document(
        file_of(network, english, lambda entry: ("Other",)), translator
    )  # fmt: skip

    assert (outcome.taken, len(outcome.refusals)) == (0, 1)


def test_a_draft_that_somebody_may_not_change_is_not_written(network, english, roles):
    import_document(file_of(network, english, in_capitals), None)
    translator = member_of(TRANSLATORS)
    Group.objects.get(name=TRANSLATORS).permissions.remove(
        Permission.objects.get(codename="change_network")
    )

    (outcome,) = import_document(file_of(network, english, lambda entry: ("Other",)), translator)

    assert "le droit de modifier" in outcome.refusals[0].reason
    assert draft_of(network, english).name == "RÉSEAU DU JARDIN"
