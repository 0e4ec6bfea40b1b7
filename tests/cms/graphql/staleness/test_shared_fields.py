"""A structure corrects its telephone: after publication each language answers the new one."""

import pytest
from django.urls import reverse

from cms.graphql import views
from iae48.roles import PUBLISHERS
from structures.admin.access import give_access
from structures.models import StructurePage
from tests.factories import StructurePageFactory
from tests.members import member_of
from tests.structures.admin.conftest import logged_in
from tests.structures.admin.test_staff_limits import form_of

QUESTION = """query ($locale: String) {
  structures(locale: $locale) { nodes { locale phone description } } }"""
OLD, NEW = "+33466000000", "+33466999999"


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_french_and_english_answer_the_new_telephone(
    client, monkeypatch, home, english, directory, roles
):
    sheet = StructurePageFactory(name="Jardins", phone=OLD, description="Un jardin.")
    sheet.save_revision().publish()
    directory.copy_for_translation(english).save_revision().publish()
    version = StructurePage.objects.get(pk=sheet.pk).copy_for_translation(english)
    version.description = "A garden."
    version.save_revision().publish()
    staff = logged_in(give_access(sheet, "equipe@jardins.exemple.fr").user)
    publisher = member_of(PUBLISHERS, username="publication")
    made = []
    run = views._run

    def noted(*arguments):
        made.append(arguments)
        return run(*arguments)

    monkeypatch.setattr(views, "_run", noted)

    def phones():
        answers = [
            client.post(
                "/graphql/",
                {"query": QUESTION, "variables": {"locale": code}},
                content_type="application/json",
            ).json()["data"]
            for code in ("fr", "en")
        ]
        return [
            (node["locale"], node["phone"], node["description"])
            for answer in answers
            for node in answer["structures"]["nodes"]
        ]

    before, kept = phones(), phones()
    number_made = len(made)
    edit = reverse("wagtailadmin_pages:edit", args=[sheet.pk])
    staff.post(edit, form_of(staff, sheet, phone=NEW) | {"action-submit": "1"})
    submitted = phones()
    sheet.refresh_from_db()
    sheet.current_workflow_task.on_action(
        sheet.current_workflow_task_state, user=publisher, action_name="approve"
    )

    assert number_made == 2
    assert before == kept == submitted == [("fr", OLD, "Un jardin."), ("en", OLD, "A garden.")]
    assert phones() == [("fr", NEW, "Un jardin."), ("en", NEW, "A garden.")]
    assert not StructurePage.objects.get(pk=version.pk).has_unpublished_changes
