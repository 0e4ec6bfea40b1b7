"""Giving a structure's staff access: group, collection, account and invitation."""

import re

import pytest
from django.contrib.auth import authenticate
from django.contrib.auth.models import Group, Permission
from django.core import mail
from django.core.management import CommandError, call_command
from django.urls import reverse
from wagtail.models import Collection, GroupCollectionPermission, GroupPagePermission

from cms.accounts.rights import rights_by_group
from cms.mail.models import QueuedEmail
from cms.models import User
from iae48.roles import set_up_roles
from structures.admin.access import give_access, groups_of, people_of
from tests.cms.queue import use_queue, work
from tests.factories import StructurePageFactory, UserFactory
from tests.structures.admin.conftest import logged_in

EMAIL = "equipe@jardins.exemple.fr"


@pytest.fixture
def sheet(directory, roles):
    """Return a published sheet."""
    return StructurePageFactory(name="Jardins")


def give(client, sheet, email=EMAIL):
    return client.post(reverse("structure_access", args=[sheet.pk]), {"email": email}, follow=True)


def test_a_new_person_gets_the_right_to_change_that_page_alone(sheet):
    access = give_access(sheet, EMAIL.upper())

    (group,) = access.user.groups.all()
    (right,) = GroupPagePermission.objects.filter(group=group)
    assert (access.is_new, access.user.email) == (True, EMAIL)
    assert not access.user.has_usable_password()
    assert (right.page_id, right.permission.codename) == (sheet.pk, "change_page")
    assert access.user.get_all_permissions() == {"wagtailadmin.access_admin"}
    assert (
        group.name
        == Collection.objects.get(name__startswith="Structure ").name
        == f"Structure Jardins (fiche {sheet.pk})"
    )


@pytest.mark.parametrize(
    "email", [f"{EMAIL}\u200b", f"\ufeff{EMAIL}", EMAIL.replace(".", ".\u00ad")]
)
def test_an_invisible_character_makes_no_other_account(admin_client, sheet, email):
    first = give_access(sheet, EMAIL)

    give(admin_client, sheet, email)
    give_access(sheet, email)

    assert list(people_of(sheet)) == [first.user]
    assert UserFactory(username="autre", email=f"autre\u200b{EMAIL}").email == f"autre{EMAIL}"


def test_giving_access_again_makes_nothing_new_even_under_a_new_name(sheet):
    first = give_access(sheet, EMAIL)
    sheet.title = "Un autre nom"

    second = give_access(sheet, EMAIL)
    third = give_access(sheet, "autre@jardins.exemple.fr")

    assert (second.user, second.is_new) == (first.user, False)
    assert list(people_of(sheet)) == [third.user, first.user]
    assert Group.objects.filter(name__startswith="Structure ").count() == 1
    assert Collection.objects.filter(name__startswith="Structure ").count() == 1


def test_the_roles_complete_the_group_of_a_sheet_and_make_none(sheet):
    group = give_access(sheet, EMAIL).user.groups.get()
    StructurePageFactory(name="Sans équipe")
    GroupPagePermission.objects.filter(group=group).delete()
    Group.objects.create(name="Structure d’accueil")
    sheet.name = "Jardins d’Uzège"
    sheet.save()

    set_up_roles()

    (right,) = GroupPagePermission.objects.filter(group=group)
    assert right.page_id == sheet.pk
    assert {found.name for found in Group.objects.filter(name__startswith="Structure ")} == {
        "Structure d’accueil",
        f"Structure Jardins d’Uzège (fiche {sheet.pk})",
    }


def test_two_sheets_of_one_name_have_groups_of_their_own(sheet):
    namesake = StructurePageFactory(name="Jardins", slug="jardins-2")

    give_access(sheet, EMAIL)
    give_access(namesake, EMAIL)

    assert Group.objects.filter(name__startswith="Structure ").count() == 2


def test_a_long_title_is_cut_and_the_number_kept(sheet):
    sheet.name = "J" * 150
    sheet.save()

    access = give_access(sheet, EMAIL)

    name = access.user.groups.get().name
    assert len(name) == 150
    assert name.endswith(f"(fiche {sheet.pk})")


def test_the_invitation_leads_to_a_password_and_then_to_the_sheet(as_publisher, client, sheet):
    page = give(as_publisher, sheet).content.decode()

    (message,) = mail.outbox
    (link,) = re.findall(r"http://testserver(/compte/mot-de-passe/lien/\S+)", str(message.body))
    form = client.get(link, follow=True)
    client.post(
        form.redirect_chain[-1][0],
        {"password1": "une phrase de passe", "password2": "une phrase de passe"},
    )
    assert message.to == [EMAIL]
    assert "« Jardins »" in message.subject
    assert reverse("wagtailadmin_pages:edit", args=[sheet.pk]) in message.body
    assert EMAIL in page
    assert authenticate(username=EMAIL, password="une phrase de passe") is not None


def test_somebody_with_a_password_gets_no_link_to_another_one(as_publisher, sheet):
    UserFactory(username="equipe", email=EMAIL)

    give(as_publisher, sheet)

    (message,) = mail.outbox
    assert "mot-de-passe" not in message.body
    assert "equipe" in message.body


def test_access_is_given_without_a_mail_server_and_the_invitation_leaves_later(
    as_publisher, sheet, settings
):
    use_queue(settings)
    settings.CMS_EMAIL_TRANSPORT = "tests.cms.mail.test_delivery.BrokenBackend"

    page = give(as_publisher, sheet).content.decode()
    work()

    assert "un message lui est envoyé" in page
    assert [person.email for person in people_of(sheet)] == [EMAIL]
    assert [row.recipients for row in QueuedEmail.objects.exclude(next_attempt=None)] == [EMAIL]


def test_a_superuser_is_given_no_access_and_loses_none(as_publisher, sheet):
    superuser = UserFactory(email=EMAIL, superuser=True)

    page = give(as_publisher, sheet).content.decode()
    give_access(sheet, "autre@exemple.fr")
    superuser.groups.add(groups_of(sheet).get())
    take = reverse("structure_access_take", args=[sheet.pk, superuser.pk])
    answer = as_publisher.post(take)

    assert "a déjà tous les droits" in page
    assert answer.status_code == 302
    assert superuser.groups.exists()


def test_the_group_of_a_sheet_gives_that_sheet_alone(home, as_publisher, sheet):
    group = Group.objects.create(name=f"Structure Piège (fiche {sheet.pk})")
    named = {
        codename: Permission.objects.get(codename=codename)
        for codename in ("access_admin", "change_page", "publish_page", "change_image", "add_user")
    }
    for page, codename in ((home, "change_page"), (sheet.page_ptr, "publish_page")):
        GroupPagePermission.objects.create(group=group, page=page, permission=named[codename])
    root = Collection.get_first_root_node()
    GroupCollectionPermission.objects.create(
        group=group, collection=root, permission=named["change_image"]
    )
    group.permissions.add(named["add_user"])

    give(as_publisher, sheet)

    rights = rights_by_group([group])[group.pk]
    assert rights.models == {named["access_admin"].pk}
    assert rights.pages == {(named["change_page"].pk, sheet.path)}
    assert root.path not in {path for _permission, path in rights.collections}


def test_a_disabled_account_gets_no_access(as_publisher, sheet):
    UserFactory(email=EMAIL, is_active=False)

    page = give(as_publisher, sheet).content.decode()

    assert "désactivé" in page
    assert not people_of(sheet)


def test_an_address_that_is_the_name_of_another_account_gets_no_access(as_publisher, sheet):
    UserFactory(username=EMAIL, email="autre@exemple.fr")

    response = give(as_publisher, sheet)

    assert response.status_code == 200
    assert "comme nom d’utilisateur" in response.content.decode()


def test_a_title_on_several_lines_breaks_no_mail(as_publisher, sheet):
    sheet.name = "Jardins\r\nBcc: autre@exemple.fr"
    sheet.save()

    give(as_publisher, sheet)

    (message,) = mail.outbox
    assert message.subject == "Votre accès à la fiche « Jardins Bcc: autre@exemple.fr »"


def test_access_is_taken_away_and_the_account_stays(as_publisher, sheet):
    person = give_access(sheet, EMAIL).user
    take = reverse("structure_access_take", args=[sheet.pk, person.pk])

    assert as_publisher.get(take).status_code == 405
    as_publisher.post(take)

    assert not people_of(sheet)
    assert User.objects.get(pk=person.pk).is_active


def test_only_access_to_the_sheet_is_taken_away(as_publisher, sheet, editor):
    take = reverse("structure_access_take", args=[sheet.pk, editor.pk])

    assert as_publisher.post(take).status_code == 404
    assert editor.groups.exists()


@pytest.mark.parametrize("method", ["get", "post"])
def test_whoever_may_not_publish_gives_and_takes_no_access(as_editor, as_staff, own_sheet, method):
    person = people_of(own_sheet).get()
    for client in (as_editor, as_staff):
        send = getattr(client, method)
        for name, arguments in (
            ("structure_access", [own_sheet.pk]),
            ("structure_access_take", [own_sheet.pk, person.pk]),
        ):
            response = send(reverse(name, args=arguments), {"email": EMAIL})
            if method == "post":  # what was typed is shown again
                assert response.status_code == 403
            else:
                assert (response.status_code, response.url) == (302, reverse("wagtailadmin_home"))

    assert list(people_of(own_sheet)) == [person]
    assert not User.objects.filter(email=EMAIL).exists()


def test_the_button_is_for_whoever_may_give_access(as_publisher, as_editor, sheet):
    address = reverse("structure_access", args=[sheet.pk])
    form = reverse("wagtailadmin_pages:edit", args=[sheet.pk])

    assert address in as_publisher.get(form).content.decode()
    assert address not in as_editor.get(form).content.decode()


@pytest.mark.parametrize("name", ["pk", "slug"])
def test_the_command_gives_access_by_number_or_slug(sheet, name, capsys):
    call_command("give_structure_access", str(getattr(sheet, name)), EMAIL)

    assert [person.email for person in people_of(sheet)] == [EMAIL]
    assert "nouveau compte" in capsys.readouterr().out
    assert len(mail.outbox) == 1


@pytest.mark.parametrize(
    ("name", "email", "reason"),
    [
        ("inconnue", EMAIL, "Aucune fiche"),
        ("999999", EMAIL, "Aucune fiche"),
        ("jardins", "sans arobase", "adresse"),
    ],
)
def test_the_command_says_what_is_wrong(sheet, name, email, reason):
    with pytest.raises(CommandError, match=reason):
        call_command("give_structure_access", name, email)

    assert not User.objects.exists()


def test_the_command_asks_for_a_number_when_a_slug_is_that_of_two_languages(sheet, english):
    sheet.get_parent().copy_for_translation(english)
    sheet.copy_for_translation(english).save()

    with pytest.raises(CommandError, match=rf"{sheet.pk} \(fr\)"):
        call_command("give_structure_access", sheet.slug, EMAIL)


def test_a_sheet_takes_no_other_right_to_files_away(sheet):
    person = UserFactory()
    group = Group.objects.create(name="Photothèque")
    group.permissions.add(Permission.objects.get(codename="access_admin"))
    collection = Collection.get_first_root_node().add_child(name="Photos")
    GroupCollectionPermission.objects.create(
        group=group,
        collection=collection,
        permission=Permission.objects.get(codename="add_document"),
    )
    person.groups.add(group)
    browser = logged_in(person)
    address = reverse("wagtaildocs:add_multiple")
    assert browser.get(address).status_code == 200

    give_access(sheet, person.email)

    assert browser.get(address).status_code == 200
    group.user_set.remove(person)
    assert browser.get(address).status_code != 200
