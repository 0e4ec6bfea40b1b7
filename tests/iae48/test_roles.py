"""The groups of the admin: rights that Wagtail does ask."""

from django.contrib.auth.models import Group
from wagtail.documents.permissions import permission_policy as document_policy
from wagtail.images.permissions import permission_policy as image_policy

from iae48.roles import set_up_roles
from tests.factories import ImageFactory, NetworkFactory, UserFactory


def test_a_translator_adds_and_chooses_media(home, english):
    set_up_roles()
    translator = UserFactory()
    translator.groups.add(Group.objects.get(name="Traduction anglais"))
    image = ImageFactory()

    assert image_policy.user_has_permission(translator, "add")
    assert image_policy.user_has_permission_for_instance(translator, "choose", image)
    assert document_policy.user_has_permission(translator, "add")


def test_a_translator_has_no_right_to_what_has_no_drafts(home, english):
    set_up_roles()

    group = Group.objects.get(name="Traduction anglais")
    assert set(group.permissions.values_list("codename", flat=True)) == {
        "access_admin",
        "change_network",
        "change_structurekind",
        "submit_translation",
    }


def test_a_translation_is_published_by_whoever_reads_it_again(site, english, mailoutbox):
    set_up_roles()
    translator = UserFactory(username="traduction")
    translator.groups.add(Group.objects.get(name="Traduction anglais"))
    publisher = UserFactory(username="publication")
    publisher.groups.add(Group.objects.get(name="Publication"))
    network = NetworkFactory(name="Garden network", locale=english, draft=True)
    network.save_revision()

    network.refresh_from_db()
    network.get_workflow().start(network, translator)
    network.current_workflow_task.on_action(
        network.current_workflow_task_state, user=publisher, action_name="approve"
    )

    network.refresh_from_db()
    assert network.live
    assert [(mail.to, "soumis" in mail.subject) for mail in mailoutbox] == [
        (["publication@exemple.fr"], True),
        (["traduction@exemple.fr"], False),
    ]
    assert "approuvé" in mailoutbox[1].subject
