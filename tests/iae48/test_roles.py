"""The groups of the admin: rights that Wagtail does ask."""

import pytest
from django.contrib.auth.models import Group, Permission
from django.core.management import call_command
from wagtail.documents.permissions import permission_policy as document_policy
from wagtail.images.permissions import permission_policy as image_policy
from wagtail.models import Collection, GroupCollectionPermission, GroupPagePermission, Page

from iae48.roles import media_of, set_up_roles
from tests.factories import ImageFactory, NetworkFactory
from tests.members import member_of


def test_a_translator_adds_media_to_those_of_the_language_and_chooses_among_all(home, english):
    set_up_roles()
    translator = member_of("Traduction anglais")
    theirs = Collection.objects.get(name=media_of(english))
    own, others = ImageFactory(collection=theirs), ImageFactory()

    for policy in (image_policy, document_policy):
        places = policy.collections_user_has_permission_for(translator, "add")
        assert list(places) == [theirs]
    for image, may_change in ((own, True), (others, False)):
        assert image_policy.user_has_permission_for_instance(translator, "choose", image)
        may = image_policy.user_has_permission_for_instance(translator, "change", image)
        assert may == may_change


def test_rights_to_all_media_that_translators_once_had_are_taken_away(home, english):
    set_up_roles()
    group = Group.objects.get(name="Traduction anglais")
    root = Collection.get_first_root_node()
    right = Permission.objects.get(codename="change_image", content_type__app_label="wagtailimages")
    GroupCollectionPermission.objects.create(group=group, collection=root, permission=right)

    set_up_roles()

    assert set(
        GroupCollectionPermission.objects.filter(group=group, collection=root).values_list(
            "permission__codename", flat=True
        )
    ) == {"choose_image", "choose_document"}


def test_each_language_has_a_collection_once(home, english):
    set_up_roles()
    call_command("setup_roles")

    names = Collection.objects.filter(depth=2).order_by("name").values_list("name", flat=True)
    assert list(names) == ["Médias en anglais", "Médias en français"]


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
    translator = member_of("Traduction anglais", username="traduction")
    publisher = member_of("Publication", username="publication")
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


@pytest.mark.parametrize("fixtures", [("english",), ("roles", "english")])
def test_a_home_page_that_comes_after_the_roles_is_open_to_them(request, site, fixtures):
    """The second case must not insert what the first one has recorded."""
    for fixture in fixtures:
        request.getfixturevalue(fixture)

    home = Page.objects.get(depth=2, locale__language_code="en")
    assert GroupPagePermission.objects.filter(page=home).exists() is ("roles" in fixtures)
