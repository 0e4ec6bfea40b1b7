"""No one gives a right that they lack, or touches a superuser, by any form or forged request."""

import pytest
from django.contrib.auth.models import Group, Permission
from django.test import Client
from django.urls import reverse
from wagtail.models import (
    Collection,
    CollectionViewRestriction,
    GroupApprovalTask,
    GroupCollectionPermission,
    GroupPagePermission,
    GroupSitePermission,
    PageViewRestriction,
)

from cms.accounts.rights import givable_groups
from cms.models import User
from iae48.roles import EDITORS, PUBLISHERS
from structures.models import StaffGroup
from tests.factories import ContentPageFactory, UserFactory
from tests.forms import submit

ACCOUNT_RIGHTS = ["add_user", "change_user", "delete_user"]
GROUP_RIGHTS = ["add_group", "change_group", "delete_group"]


def manager_with(*codenames):
    """Return somebody who has these permissions directly, and their browser, which sends tokens."""
    user = UserFactory()
    user.user_permissions.set(Permission.objects.filter(codename__in=["access_admin", *codenames]))
    return user, browser_of(user)


def browser_of(user):
    client = Client(enforce_csrf_checks=True)
    client.force_login(user)
    return client


def account_form(user, **values):
    return {
        "username": user.username, "email": user.email, "first_name": "Prénom",
        "last_name": "Nom", "is_active": "on", "groups": [], **values,
    }  # fmt: skip


# --- Superusers ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "forged",
    [
        {"password1": "une phrase de passe", "password2": "une phrase de passe"},
        {"email": "prise@exemple.fr"},
        {"is_active": ""},
        {"username": "autre"},
        {"groups": ["editors"]},
    ],
)
def test_an_administrator_changes_nothing_of_a_superuser(administrator, superuser, roles, forged):
    if "groups" in forged:
        forged = {"groups": [roles[EDITORS].pk]}
    before = User.objects.filter(pk=superuser.pk).values().get()
    client = browser_of(administrator)
    address = reverse("wagtailusers_users:edit", args=[superuser.pk])

    shown = client.get(address, follow=True).content.decode()
    submit(client, address, account_form(superuser, **forged))

    assert "il a des droits que vous n’avez pas" in shown
    assert User.objects.filter(pk=superuser.pk).values().get() == before
    assert not superuser.groups.exists()


@pytest.mark.parametrize("view", ["add", "edit"])
def test_an_administrator_makes_no_superuser(administrator, view):
    client = browser_of(administrator)
    other = UserFactory()
    if view == "add":
        address = reverse("wagtailusers_users:add")
        values = {
            "username": "neuve", "email": "neuve@exemple.fr", "password1": "une phrase de passe",
            "password2": "une phrase de passe",
        }  # fmt: skip
    else:
        address, values = reverse("wagtailusers_users:edit", args=[other.pk]), {}

    shown = client.get(address).content.decode()
    submit(client, address, account_form(other, **values, is_superuser="on"))

    assert 'name="is_superuser"' not in shown
    assert not User.objects.filter(is_superuser=True).exists()
    assert User.objects.filter(first_name="Prénom").count() == 1  # the rest is saved


def test_a_superuser_makes_another_one(superuser):
    client = browser_of(superuser)
    other = UserFactory()

    submit(
        client,
        reverse("wagtailusers_users:edit", args=[other.pk]),
        account_form(other, is_superuser="on"),
    )

    other.refresh_from_db()
    assert other.is_superuser


@pytest.mark.parametrize("action", ["delete", "set_active_state", "assign_role"])
@pytest.mark.parametrize("chosen", ["one", "all"])
def test_no_bulk_action_of_an_administrator_touches_a_superuser(
    administrator, superuser, roles, action, chosen
):
    ids = f"?id={superuser.pk}" if chosen == "one" else "?id=all"
    address = reverse("wagtail_bulk_action", args=["cms", "user", action]) + ids
    values = {"mark_as_active": "False", "role": roles[EDITORS].pk}

    submit(browser_of(administrator), address, values)

    superuser.refresh_from_db()
    assert superuser.is_active
    assert not superuser.groups.exists()


def test_the_list_of_accounts_leads_an_administrator_to_no_superuser(administrator, superuser):
    other = UserFactory()
    addresses = [reverse("wagtailusers_users:edit", args=[user.pk]) for user in (superuser, other)]

    shown = [
        browser_of(user).get(reverse("wagtailusers_users:index")).content.decode()
        for user in (administrator, superuser)
    ]

    assert [[address in page for address in addresses] for page in shown] == [
        [False, True],
        [True, True],
    ]


@pytest.mark.parametrize("action", ["delete", "set_active_state", "assign_role"])
def test_no_bulk_action_is_for_whoever_has_no_right_to_accounts(roles, action):
    _somebody, client = manager_with("add_user")
    other, group = UserFactory(), Group.objects.create(name="Sans droits")
    address = reverse("wagtail_bulk_action", args=["cms", "user", action])

    submit(client, f"{address}?id={other.pk}", {"mark_as_active": "False", "role": group.pk})

    other.refresh_from_db()
    assert other.is_active
    assert not other.groups.exists()


def test_an_administrator_deletes_no_superuser(administrator, superuser):
    submit(browser_of(administrator), reverse("wagtailusers_users:delete", args=[superuser.pk]), {})

    assert User.objects.filter(pk=superuser.pk).exists()


def test_an_account_with_more_rights_is_not_taken_over(roles, administrator):
    _manager, client = manager_with(*ACCOUNT_RIGHTS)
    address = reverse("wagtailusers_users:edit", args=[administrator.pk])
    passwords = {"password1": "une phrase de passe", "password2": "une phrase de passe"}

    submit(client, address, account_form(administrator, **passwords))
    submit(client, reverse("wagtailusers_users:delete", args=[administrator.pk]), {})

    administrator.refresh_from_db()
    assert not administrator.check_password("une phrase de passe")


@pytest.mark.parametrize("action", ["delete", "set_active_state", "assign_role"])
def test_no_bulk_action_touches_an_account_with_more_rights(roles, administrator, action):
    _manager, client = manager_with(*ACCOUNT_RIGHTS)
    group = Group.objects.create(name="Sans droits")
    address = reverse("wagtail_bulk_action", args=["cms", "user", action])

    submit(
        client,
        f"{address}?id={administrator.pk}",
        {"mark_as_active": "False", "role": group.pk},
    )

    administrator.refresh_from_db()
    assert administrator.is_active
    assert group not in administrator.groups.all()


# --- Groups of accounts ---------------------------------------------------------------------------


@pytest.mark.parametrize("target", ["oneself", "another"])
def test_nobody_is_put_into_a_group_with_rights_that_the_giver_lacks(roles, target):
    manager, client = manager_with(*ACCOUNT_RIGHTS)
    user = manager if target == "oneself" else UserFactory()
    address = reverse("wagtailusers_users:edit", args=[user.pk])

    shown = client.get(address).content.decode()
    answer = submit(client, address, account_form(user, groups=[roles[PUBLISHERS].pk]))

    assert "Ne sont pas proposés" in shown
    assert f'name="groups" value="{roles[PUBLISHERS].pk}"' not in shown
    assert answer.status_code == 200
    assert not user.groups.exists()


def test_nobody_is_put_into_such_a_group_by_a_bulk_action(roles):
    _manager, client = manager_with(*ACCOUNT_RIGHTS)
    other = UserFactory()
    address = reverse("wagtail_bulk_action", args=["cms", "user", "assign_role"])

    submit(client, f"{address}?id={other.pk}", {"role": roles[EDITORS].pk})

    assert not other.groups.exists()


def test_a_new_account_is_put_into_no_such_group(roles):
    _manager, client = manager_with(*ACCOUNT_RIGHTS)
    new = {
        "username": "neuve", "email": "neuve@exemple.fr", "first_name": "N", "last_name": "N",
        "password1": "une phrase de passe", "password2": "une phrase de passe",
        "groups": [roles[EDITORS].pk],
    }  # fmt: skip

    submit(client, reverse("wagtailusers_users:add"), new)

    assert not User.objects.filter(username="neuve", groups__isnull=False).exists()


def test_the_administration_gives_the_groups_of_the_roles(administrator, roles):
    other = UserFactory()
    address = reverse("wagtailusers_users:edit", args=[other.pk])

    submit(browser_of(administrator), address, account_form(other, groups=[roles[PUBLISHERS].pk]))

    assert list(other.groups.all()) == [roles[PUBLISHERS]]
    assert set(givable_groups(administrator)) == set(roles.values())


# --- Groups that are named elsewhere --------------------------------------------------------------


def test_all_that_names_groups_counts_as_a_right():
    """A model that names groups is considered in `cms.accounts.rights`, or is named here."""
    naming = {relation.related_model for relation in Group._meta.related_objects}

    assert naming == {
        User, GroupPagePermission, GroupCollectionPermission, GroupSitePermission,
        PageViewRestriction, CollectionViewRestriction, GroupApprovalTask,
        StaffGroup,  # gives no right: the rights of such a group are those named above
    }  # fmt: skip


@pytest.fixture
def place(home):
    """Return a page and a collection."""
    return ContentPageFactory(parent=home), Collection.get_first_root_node().add_child(name="Privé")


def named(kind, group, place):
    """Return what names a group: a restriction of a page or a collection, or an approval."""
    page, collection = place
    if kind == "task":
        row = GroupApprovalTask.objects.create(name="Relire")
    elif kind == "page":
        row = PageViewRestriction.objects.create(page=page, restriction_type="groups")
    else:
        row = CollectionViewRestriction.objects.create(
            collection=collection, restriction_type="groups"
        )
    row.groups.add(group)
    return row


NAMING = ["page", "collection", "task"]


@pytest.mark.parametrize("kind", NAMING)
@pytest.mark.parametrize("target", ["oneself", "another", "bulk"])
def test_nobody_is_put_into_a_group_that_opens_what_is_closed_to_the_giver(
    roles, place, kind, target
):
    manager, client = manager_with(*ACCOUNT_RIGHTS)
    user = manager if target == "oneself" else UserFactory()
    group = Group.objects.create(name="Lecture privée")
    named(kind, group, place)
    address = reverse("wagtailusers_users:edit", args=[user.pk])

    if target == "bulk":
        bulk = reverse("wagtail_bulk_action", args=["cms", "user", "assign_role"])
        submit(client, f"{bulk}?id={user.pk}", {"role": group.pk})
    else:
        submit(client, address, account_form(user, groups=[group.pk]))

    assert not user.groups.exists()


@pytest.mark.parametrize("kind", NAMING)
def test_a_member_gives_the_group(roles, place, kind):
    manager, client = manager_with(*ACCOUNT_RIGHTS)
    group = Group.objects.create(name="Lecture privée")
    named(kind, group, place)
    manager.groups.add(group)
    other = UserFactory()

    submit(
        client,
        reverse("wagtailusers_users:edit", args=[other.pk]),
        account_form(other, groups=[group.pk]),
    )

    assert list(other.groups.all()) == [group]


@pytest.mark.parametrize("kind", NAMING)
def test_whoever_may_lift_a_restriction_or_publish_all_gives_its_group(
    roles, place, administrator, kind
):
    group = Group.objects.create(name="Lecture privée")
    named(kind, group, place)

    assert group in givable_groups(administrator)


@pytest.mark.parametrize("kind", ["page", "collection"])
def test_the_right_to_lift_a_restriction_holds_below_its_place_alone(roles, home, place, kind):
    manager, _client = manager_with(*ACCOUNT_RIGHTS)
    own, group = Group.objects.create(name="Les siens"), Group.objects.create(name="Lecture")
    manager.groups.add(own)
    named(kind, group, place)
    elsewhere = ContentPageFactory(parent=home)
    if kind == "page":
        permission, model = Permission.objects.get(codename="publish_page"), GroupPagePermission
        inside, outside = {"page": place[0]}, {"page": elsewhere}
    else:
        permission = Permission.objects.get(codename="change_collection")
        model, outside = GroupCollectionPermission, Collection.get_first_root_node()
        inside, outside = {"collection": place[1]}, {"collection": outside.add_child(name="Autre")}
    given = model.objects.create(group=own, permission=permission, **outside)
    before = group in givable_groups(manager)
    model.objects.filter(pk=given.pk).update(**inside)

    assert not before
    assert group in givable_groups(manager)


@pytest.mark.parametrize("kind", NAMING)
def test_an_account_that_reads_or_approves_more_is_not_taken_over(roles, place, kind):
    _manager, client = manager_with(*ACCOUNT_RIGHTS)
    group = Group.objects.create(name="Lecture privée")
    named(kind, group, place)
    member = UserFactory()
    member.groups.add(group)
    passwords = {"password1": "une phrase de passe", "password2": "une phrase de passe"}

    submit(
        client,
        reverse("wagtailusers_users:edit", args=[member.pk]),
        account_form(member, groups=[group.pk], **passwords),
    )

    member.refresh_from_db()
    assert not member.check_password("une phrase de passe")
