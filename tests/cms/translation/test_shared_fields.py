"""Facts are the same in every language, whatever is done and however."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from wagtail.models import DraftStateMixin, ModelLogEntry, PageLogEntry, Revision

from cms.checks import own_fields, translatable_models_declare_facts
from cms.models import Menu
from home.models import LegalPage
from networks.models import Network
from structures.models import Sector, StructureActivity, StructurePage
from tests.admin_forms import form_fields
from tests.cms.translation.shared_fields import (
    MODELS,
    change_all,
    latest,
    make,
    republish,
    said,
    translate,
)
from tests.factories import NetworkFactory, SectorFactory

VERSIONED = [model for model in MODELS if issubclass(model, DraftStateMixin)]


def label(model):
    return model._meta.label


@pytest.fixture
def sheet(directory, site, english):
    """Return a French sheet, published as a version, with an activity."""
    return make(StructurePage)


@pytest.fixture
def translated_sheet(sheet, english):
    """Return the sheet's English version, published."""
    return republish(translate(sheet, english), description="We plant hedges.")


# --- Every fact of every model --------------------------------------------------------------------


@pytest.mark.parametrize("model", MODELS, ids=label)
def test_a_published_change_of_every_fact_reaches_the_translation(model, directory, site, english):
    source = make(model)
    translation = republish(translate(source, english))
    before = said(source)

    change_all(source)
    source = republish(source)

    after = said(source)
    assert {name for name in after if after[name] == before[name]} == set()
    assert said(type(source).objects.get(pk=translation.pk)) == after
    assert said(latest(translation)) == after


@pytest.mark.parametrize("model", VERSIONED, ids=label)
def test_a_draft_takes_every_fact_and_stays_a_draft(model, directory, site, english):
    source = make(model)
    translation = translate(source, english)
    translation.save_revision()
    versions = Revision.objects.count()

    change_all(source)
    source = republish(source)

    after = model.objects.get(pk=translation.pk)
    assert said(after) == said(latest(translation)) == said(source)
    assert (after.live, after.has_unpublished_changes) == (False, True)
    assert Revision.objects.count() == versions + 1  # the source's


@pytest.mark.parametrize("model", MODELS, ids=label)
def test_a_translation_says_no_fact_of_its_own(model, directory, site, english):
    source = make(model)
    translation = republish(translate(source, english))

    change_all(translation)
    translation = republish(translation)

    assert said(translation) == said(latest(translation)) == said(model.objects.get(pk=source.pk))


@pytest.mark.parametrize("model", MODELS, ids=label)
def test_every_field_is_declared_once(model):
    named = (*model.shared_fields, *model.translated_fields)

    assert len(named) == len(set(named))
    assert own_fields(model) <= set(named)


# --- The states of a translation ------------------------------------------------------------------


def publish_scheduled():
    """Publish what is scheduled, as if its hour had come."""
    hour = timezone.now() - timedelta(minutes=1)
    for revision in Revision.objects.filter(approved_go_live_at__isnull=False):
        revision.content["go_live_at"] = hour.isoformat()
        Revision.objects.filter(pk=revision.pk).update(
            approved_go_live_at=hour, content=revision.content
        )
    call_command("publish_scheduled")


def test_words_that_wait_stay_unpublished_and_get_the_new_facts(sheet, translated_sheet):
    translated_sheet.description = "We plant many hedges."
    translated_sheet.save_revision()

    republish(sheet, phone="+33466999999")

    after = StructurePage.objects.get(pk=translated_sheet.pk)
    assert (after.phone, after.description) == ("+33466999999", "We plant hedges.")
    assert latest(after).phone == "+33466999999"
    assert latest(after).description == "We plant many hedges."
    assert after.has_unpublished_changes
    assert after.get_latest_revision().content["phone"] == "+33466999999"


def test_a_translation_without_changes_gets_none(sheet, translated_sheet):
    before = Revision.objects.for_instance(translated_sheet).count()

    republish(sheet, phone="+33466999999")

    after = StructurePage.objects.get(pk=translated_sheet.pk)
    assert not after.has_unpublished_changes
    assert after.live_revision_id == after.latest_revision_id == translated_sheet.live_revision_id
    assert Revision.objects.for_instance(after).count() == before
    assert after.live_revision.content["phone"] == "+33466999999"


def test_what_is_read_over_gets_the_new_facts(sheet, english, roles, as_translator):
    translation = translate(sheet, english)
    translation.save_revision()
    user = sheet.owner
    translation.get_workflow().start(translation, user)
    read_over = translation.current_workflow_task_state.revision
    translation.save_revision()  # a later draft

    republish(sheet, phone="+33466999999")

    after = StructurePage.objects.get(pk=translation.pk)
    assert after.workflow_in_progress
    assert read_over.pk != after.latest_revision_id
    assert Revision.objects.get(pk=read_over.pk).content["phone"] == "+33466999999"
    after.current_workflow_task.on_action(
        after.current_workflow_task_state, user=user, action_name="approve"
    )
    assert StructurePage.objects.get(pk=translation.pk).phone == "+33466999999"


def test_a_scheduled_translation_is_published_with_the_facts_of_its_day(sheet, translated_sheet):
    translated_sheet.description = "We will plant hedges."
    translated_sheet.go_live_at = timezone.now() + timedelta(days=2)
    translated_sheet.save_revision().publish()
    translated_sheet.save_revision()  # a later draft
    republish(sheet, phone="+33466999999")
    scheduled = StructurePage.objects.get(pk=translated_sheet.pk).scheduled_revision
    waiting = scheduled.as_object()
    said_before = (scheduled.content["phone"], waiting.description)
    republish(StructurePage.objects.get(pk=sheet.pk), phone="+33466888888")

    publish_scheduled()

    after = StructurePage.objects.get(pk=translated_sheet.pk)
    assert said_before == ("+33466999999", "We will plant hedges.")
    assert (after.phone, after.description) == ("+33466888888", "We will plant hedges.")


def test_an_old_version_of_a_translation_comes_back_with_the_facts_of_today(
    sheet, translated_sheet
):
    old = translated_sheet.live_revision
    republish(translated_sheet, description="Another text.")
    republish(sheet, phone="+33466999999")

    Revision.objects.get(pk=old.pk).publish()

    after = StructurePage.objects.get(pk=translated_sheet.pk)
    assert (after.phone, after.description) == ("+33466999999", "We plant hedges.")


# --- What the source does -------------------------------------------------------------------------


def test_a_draft_of_the_source_reaches_nobody(sheet, translated_sheet):
    sheet.phone = "+33466999999"
    sheet.save_revision()
    StructurePage.objects.get(pk=translated_sheet.pk).save_revision().publish()

    after = StructurePage.objects.get(pk=translated_sheet.pk)
    assert (after.phone, latest(after).phone) == ("", "")


def test_a_source_that_was_withdrawn_keeps_its_next_facts_to_itself(sheet, translated_sheet):
    sheet.unpublish()
    sheet.phone = "+33466999999"
    sheet.save()  # as the form does with what is not published
    translation = StructurePage.objects.get(pk=translated_sheet.pk)
    translation.phone = "+33466888888"
    translation = republish(translation)

    assert (translation.phone, latest(translation).phone) == ("", "")
    StructurePage.objects.get(pk=sheet.pk).save_revision().publish()
    assert StructurePage.objects.get(pk=translated_sheet.pk).phone == "+33466999999"


def test_a_scheduled_change_of_the_source_reaches_translations_with_it(sheet, translated_sheet):
    sheet.phone = "+33466999999"
    sheet.go_live_at = timezone.now() + timedelta(days=2)
    sheet.save_revision().publish()
    before = StructurePage.objects.get(pk=translated_sheet.pk).phone

    publish_scheduled()

    after = StructurePage.objects.get(pk=translated_sheet.pk)
    assert (before, after.phone, latest(after).phone) == ("", "+33466999999", "+33466999999")


@pytest.mark.parametrize("model", [Network, Sector, StructurePage], ids=label)
def test_source_and_translations_change_together_or_not_at_all(
    model, directory, site, english, monkeypatch
):
    source = make(model)
    translate(source, english)
    before = said(source)

    def fail(*args, **kwargs):
        raise RuntimeError

    monkeypatch.setattr("cms.translation.shared_fields._follow", fail)
    change_all(source)
    with pytest.raises(RuntimeError):
        republish(source)

    assert said(model.objects.get(pk=source.pk)) == before


def test_an_alias_of_a_translation_follows_it(site, english):
    source = make(LegalPage)
    translation = republish(translate(source, english))
    alias = translation.create_alias(update_slug="alias")

    republish(source, in_force_on=date(2025, 1, 1))

    assert LegalPage.objects.get(pk=alias.pk).in_force_on == date(2025, 1, 1)


def test_the_history_of_a_translation_tells_what_it_took(sheet, translated_sheet, english):
    network = make(Network)
    translated = republish(translate(network, english))
    republish(sheet, phone="+33466999999")
    republish(network, website="https://autre.exemple.fr/")

    assert PageLogEntry.objects.filter(page=translated_sheet.pk, action="cms.facts").count() == 1
    entries = ModelLogEntry.objects.for_instance(translated).filter(action="cms.facts")
    assert entries.count() == 1


def test_a_translation_whose_source_is_gone_speaks_for_itself(sheet, translated_sheet):
    sheet.delete()

    after = republish(StructurePage.objects.get(pk=translated_sheet.pk), phone="+33466999999")

    assert after.phone == "+33466999999"


# --- Rows that belong to a row --------------------------------------------------------------------


def test_words_of_rows_stay_and_new_rows_have_none_yet(sheet, translated_sheet):
    own = translated_sheet.activities.get()
    own.note = "Hedges"
    own.save()
    extra = StructureActivity(
        sort_order=0,
        sector=SectorFactory(),
        note="Clôtures",
        offers_goods=True,
        serves_individuals=True,
    )
    first = sheet.activities.get()
    first.offers_goods = True
    first.sort_order = 1
    sheet.activities = [extra, first]

    republish(sheet)

    after = StructurePage.objects.get(pk=translated_sheet.pk)
    rows = [(each.sector_id, each.note, each.offers_goods) for each in after.activities.all()]
    assert rows == [(extra.sector_id, "", True), (first.sector_id, "Hedges", True)]
    assert after.activities.last().pk == own.pk


def add_activity(sheet):
    sheet.activities.add(
        StructureActivity(
            sector=SectorFactory(), note="Clôtures", offers_goods=True, serves_individuals=True
        )
    )
    return republish(sheet)


@pytest.mark.parametrize("is_open", [False, True])
def test_a_draft_can_be_saved_and_published_after_the_source_has_a_new_row(
    sheet, translated_sheet, admin_client, is_open
):
    address = reverse("wagtailadmin_pages:edit", args=[translated_sheet.pk])
    translated_sheet.description = "We plant many hedges."
    translated_sheet.save_revision()
    before = form_fields(admin_client.get(address).content.decode())
    add_activity(sheet)
    after = form_fields(admin_client.get(address).content.decode())
    stored = StructurePage.objects.get(pk=translated_sheet.pk).activities.all()

    fields = before if is_open else after
    answer = admin_client.post(
        address, fields | {"description": "Others.", "action-publish": "1"}, follow=True
    )

    now = StructurePage.objects.get(pk=translated_sheet.pk)
    assert "ne peut être" not in answer.content.decode()
    assert [after[f"activities-{n}-id"] for n in (0, 1)] == [[str(row.pk)] for row in stored]
    assert now.description == "Others."
    assert [row.offers_goods for row in now.activities.all()] == [
        row.offers_goods for row in sheet.activities.all()
    ]


def test_a_translation_drops_no_row_of_its_source(sheet, translated_sheet, admin_client):
    address = reverse("wagtailadmin_pages:edit", args=[translated_sheet.pk])
    fields = form_fields(admin_client.get(address).content.decode())

    admin_client.post(address, fields | {"activities-0-DELETE": "on"})

    draft = StructurePage.objects.get(pk=translated_sheet.pk).get_latest_revision_as_object()
    assert [row.pk for row in draft.activities.all()] == [translated_sheet.activities.get().pk]


def test_rows_that_the_source_gave_up_are_gone(sheet, translated_sheet):
    sheet.activities = []

    republish(sheet)

    assert not StructurePage.objects.get(pk=translated_sheet.pk).activities.exists()
    assert not latest(translated_sheet).activities.all()


# --- What could not be written --------------------------------------------------------------------


def test_a_fact_that_another_row_has_in_another_language_is_refused(english):
    network = make(Network)
    republish(translate(network, english))
    NetworkFactory(slug="coorace", name="Other", locale=english)
    network.slug = "coorace"

    with pytest.raises(ValidationError) as refusal:
        network.full_clean()

    assert "Other" in str(refusal.value.message_dict["slug"])


def test_wrong_facts_of_a_source_hold_no_translation_up(sheet, translated_sheet):
    StructurePage.objects.update(siret="123")

    after = republish(StructurePage.objects.get(pk=translated_sheet.pk), description="More.")

    assert after.description == "More."


# --- Other ways -----------------------------------------------------------------------------------


def test_the_command_brings_in_step_what_was_written_past_the_models(
    sheet, translated_sheet, english
):
    StructurePage.objects.filter(pk=sheet.pk).update(phone="+33466999999")
    sector = SectorFactory()
    other = translate(sector, english)
    Sector.objects.filter(pk=other.pk).update(slug="autre")

    call_command("share_facts")

    assert StructurePage.objects.get(pk=translated_sheet.pk).phone == "+33466999999"
    assert Sector.objects.get(pk=other.pk).slug == sector.slug
    assert not StructurePage.objects.get(pk=translated_sheet.pk).has_unpublished_changes


@pytest.mark.parametrize("number", [1, 4])
def test_to_look_for_translations_costs_one_query(
    sheet, number, django_assert_num_queries, home, english
):
    from cms.translation.shared_fields import give_to_translations

    networks = [make(Network) for _turn in range(number)]

    with transaction.atomic(), django_assert_num_queries(1):
        give_to_translations(networks)


# --- The check ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("model", "name", "value", "error"),
    [
        (Network, "shared_fields", Network.shared_fields[1:], "names slug 0 times"),
        (Network, "translated_fields", (*Network.translated_fields, "slug"), "names slug 2 times"),
        (Network, "shared_fields", (*Network.shared_fields, "fax"), "has no field fax"),
        (Menu, "translated_fields", None, "does not say which"),
        (StructureActivity, "translated_fields", (), "names note 0 times"),
        (StructureActivity, "matched_by", (), "by what a row is known"),
    ],
)
def test_a_model_that_does_not_declare_its_facts_is_refused(monkeypatch, model, name, value, error):
    monkeypatch.setattr(model, name, value)

    found = [each for each in translatable_models_declare_facts(None) if error in each.msg]

    assert [(each.obj, each.id) for each in found] == [(model, "cms.E003")]
