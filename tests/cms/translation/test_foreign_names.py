"""Lists, choosers and reports tell translators no name of a draft in another language."""

import re
from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.contrib.contenttypes.models import ContentType
from django.urls import reverse
from django.utils import timezone
from wagtail.log_actions import log
from wagtail.models import (
    Collection,
    DraftStateMixin,
    GroupPagePermission,
    ModelLogEntry,
    Page,
    PageLogEntry,
)
from wagtail.snippets.models import get_snippet_models

from cms.models import ScheduleFailure, User
from iae48.roles import media_of
from networks.models import Network
from structures.models import StructureKind
from tests.admin_forms import form_fields
from tests.cms.translation.conftest import TRANSLATORS, logged_in
from tests.factories import (
    ContentPageFactory,
    ImageFactory,
    NetworkFactory,
    StructureIndexPageFactory,
    StructureKindFactory,
    StructurePageFactory,
)

WORD = "Confidentielle"
MISSING = 999_999
DRAFTED = {Network: NetworkFactory, StructureKind: StructureKindFactory}


@pytest.fixture(params=[Network, StructureKind], ids=["network", "kind"])
def model(request):
    """Return each model of snippets that has drafts."""
    return request.param


@pytest.fixture(params=["draft", "expired"])
def foreign(request, model, english):
    """Return a French row that readers do not see."""
    if request.param == "draft":
        return DRAFTED[model](name=WORD, draft=True)
    return DRAFTED[model](name=WORD, expire_at=timezone.now() - timedelta(minutes=1))


@pytest.fixture
def own(model, english):
    """Return an English draft."""
    code = {} if model is Network else {"code": "EI"}
    return DRAFTED[model](name="Of their own", locale=english, draft=True, **code)


def test_each_model_of_snippets_with_drafts_is_here():
    assert {each for each in get_snippet_models() if issubclass(each, DraftStateMixin)} == set(
        DRAFTED
    )


def lists(model):
    """Yield the address of each list and each chooser of a model."""
    viewset = model.snippet_viewset
    chooser = viewset.get_chooser_admin_url_namespace()
    for name in ("list", "list_results"):
        yield f"{reverse(viewset.get_url_name(name))}?locale=fr"
        yield f"{reverse(viewset.get_url_name(name))}?locale=fr&q={WORD}"
    for name in ("choose", "choose_results"):
        yield reverse(f"{chooser}:{name}")
        yield f"{reverse(f'{chooser}:{name}')}?q={WORD}&locale=fr"


def test_lists_and_choosers_name_no_foreign_draft(as_translator, as_editor, model, foreign, own):
    chooser = reverse(f"{model.snippet_viewset.get_chooser_admin_url_namespace()}:choose")
    found = []

    for address in lists(model):
        answer = as_translator.get(address)
        assert answer.status_code == 200
        # A search repeats what was typed.
        if "q=" in address:
            found.append(str(foreign.pk) in re.findall(r"/(\d+)/", answer.content.decode()))
        else:
            found.append(WORD in answer.content.decode())

    assert found == [False] * 8
    assert "Of their own" in as_translator.get(chooser).content.decode()
    assert WORD in as_editor.get(chooser).content.decode()


@pytest.mark.parametrize("may_change", [True, False])
def test_each_chooser_can_be_searched(as_translator, may_change):
    if not may_change:
        rights = Group.objects.get(name=TRANSLATORS).permissions
        rights.set(rights.filter(codename="access_admin"))

    for each in get_snippet_models():
        chooser = each.snippet_viewset.get_chooser_admin_url_namespace()
        for name in ("choose", "choose_results"):
            answer = as_translator.get(f"{reverse(f'{chooser}:{name}')}?q={WORD}")
            assert answer.status_code == 200, each


def test_a_foreign_draft_is_chosen_like_a_missing_row(as_translator, as_editor, model, foreign):
    chooser = model.snippet_viewset.get_chooser_admin_url_namespace()

    def statuses(client):
        keys = (foreign.pk, MISSING)
        return [client.get(reverse(f"{chooser}:chosen", args=[k])).status_code for k in keys]

    several = f"{reverse(f'{chooser}:chosen_multiple')}?id={foreign.pk}"
    assert statuses(as_translator) == [404, 404]
    assert statuses(as_editor) == [200, 404]
    assert WORD not in as_translator.get(several).content.decode()
    assert WORD in as_editor.get(several).content.decode()


def reports():
    """Yield the address of each report that names rows, and of what it exports."""
    for name in ("site_history", "workflow", "workflow_tasks"):
        yield reverse(f"wagtailadmin_reports:{name}")
        yield reverse(f"wagtailadmin_reports:{name}_results")
        yield f"{reverse(f'wagtailadmin_reports:{name}')}?export=csv"


def shown(client):
    """Return what each report says."""
    answers = {address: client.get(address) for address in reports()}
    assert {answer.status_code for answer in answers.values()} == {200}
    return {address: answer.getvalue().decode() for address, answer in answers.items()}


def test_reports_tell_of_no_foreign_draft(as_translator, as_editor, foreign, own):
    author = User.objects.get(username=TRANSLATORS)
    for row in (foreign, own):
        row.save_revision(user=author, log_action=True)
        row.get_workflow().start(row, author)

    to_translator, to_editor = shown(as_translator), shown(as_editor)

    assert [address for address, text in to_translator.items() if WORD in text] == []
    assert [address for address, text in to_translator.items() if "Of their own" not in text] == []
    assert [address for address, text in to_editor.items() if WORD not in text] == []


def test_reports_tell_of_a_deleted_row_to_whoever_has_all_languages(
    as_translator, as_editor, foreign
):
    log(instance=foreign, action="wagtail.delete", deleted=True)
    foreign.delete()
    assert ModelLogEntry.objects.filter(label__contains=WORD).exists()

    named = [
        WORD in client.get(reverse("wagtailadmin_reports:site_history")).content.decode()
        for client in (as_translator, as_editor)
    ]

    assert named == [False, True]


def test_the_history_tells_of_no_page_above_those_that_somebody_may_change(
    home, english, as_translator, admin_client
):
    section = ContentPageFactory(parent=home.get_translation(english), title="Section")
    GroupPagePermission.objects.filter(group__name=TRANSLATORS).update(page=section)
    above = Page.objects.get(pk=section.get_parent().pk)
    for page, title in ((above, WORD), (section, "Of their own")):
        log(instance=page, action="wagtail.edit", title=title)
    assert PageLogEntry.objects.filter(label=WORD).exists()

    texts = [
        client.get(reverse("wagtailadmin_reports:site_history")).content.decode()
        for client in (as_translator, admin_client)
    ]

    assert [WORD in text for text in texts] == [False, True]
    assert "Of their own" in texts[0]


def test_nobody_is_told_who_edits_a_foreign_draft(as_translator, foreign, own):
    def ping(key):
        names = [foreign._meta.app_label, foreign._meta.model_name, key, 1]
        return as_translator.post(reverse("wagtailadmin_editing_sessions:ping", args=names))

    assert [ping(key).status_code for key in (foreign.pk, MISSING, own.pk)] == [404, 404, 200]


# Wagtail leaves the closing of rendition files to the garbage collector.
@pytest.mark.filterwarnings("ignore::ResourceWarning")
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_the_uses_of_an_image_name_no_foreign_draft(as_translator, as_editor, english):
    image = ImageFactory(collection=Collection.objects.get(name=media_of(english)))
    NetworkFactory(name=WORD, logo=image, draft=True)
    NetworkFactory(name="Of their own", locale=english, logo=image, draft=True)

    address = reverse("wagtailimages:image_usage", args=[image.pk])
    texts = [client.get(address).content.decode() for client in (as_translator, as_editor)]

    assert [WORD in text for text in texts] == [False, True]
    assert "Of their own" in texts[0]


def test_the_home_page_names_no_foreign_draft_whose_publication_failed(
    as_translator, as_editor, foreign
):
    due_at = timezone.now() - timedelta(days=1)
    revision = foreign.save_revision()
    type(revision).objects.filter(pk=revision.pk).update(approved_go_live_at=due_at)
    ScheduleFailure.objects.create(
        base_content_type=ContentType.objects.get_for_model(foreign),
        object_id=str(foreign.pk),
        event=ScheduleFailure.Event.PUBLISH,
        due_at=due_at,
        reason="Un motif.",
    )

    texts = [
        c.get(reverse("wagtailadmin_home")).content.decode() for c in (as_translator, as_editor)
    ]

    assert [WORD in text for text in texts] == [False, True]


@pytest.fixture
def sheets(home, english):
    """Return a French sheet with a draft of a network and of a kind, and its translation."""
    StructureIndexPageFactory(parent=home).copy_for_translation(english)
    sheet = StructurePageFactory(name="Jardins")
    sheet.networks.set([NetworkFactory(name=f"{WORD} réseau", draft=True), NetworkFactory()])
    sheet.kind = StructureKindFactory(name=f"{WORD} type", code="AI", draft=True)
    sheet.save()
    sheet.save_revision()
    return sheet, sheet.copy_for_translation(english)


def test_the_facts_of_a_translation_name_no_foreign_draft(as_translator, as_editor, sheets):
    _sheet, translation = sheets
    translation.save_revision()
    addresses = [
        reverse("wagtailadmin_pages:edit", args=[translation.pk]),
        reverse("wagtailadmin_pages:view_draft", args=[translation.pk]),
        f"{reverse('structure_sheets:index')}?locale=en",
    ]

    def named(client):
        answers = [client.get(address) for address in addresses]
        assert {answer.status_code for answer in answers} == {200}
        return [WORD in answer.content.decode() for answer in answers]

    assert named(as_translator) == [False, False, False]
    assert named(as_editor) == [True, True, True]


@pytest.mark.parametrize("is_draft", [True, False])
def test_a_fact_that_a_foreign_draft_has_is_refused_without_its_name(
    home, roles, english, network, translated_network, is_draft
):
    NetworkFactory(name=WORD, slug="pris", locale=english, draft=is_draft)
    french = Group.objects.create(name="Français")
    french.permissions.set(Group.objects.get(name=TRANSLATORS).permissions.all())
    right = GroupPagePermission.objects.filter(permission__codename="change_page").first()
    GroupPagePermission.objects.create(group=french, page=home, permission=right.permission)
    client = logged_in("Français")
    address = reverse(network.snippet_viewset.get_url_name("edit"), args=[network.pk])

    fields = form_fields(client.get(address).content.decode()) | {"slug": "pris"}
    answer = client.post(address, fields | {"action-submit": "1"})

    (message,) = answer.context["form"].errors["slug"]
    assert "le porte déjà" in message
    assert (WORD in message) is not is_draft
