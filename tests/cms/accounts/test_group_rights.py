"""No one gives a group or a workflow rights that they lack."""

from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import Group, Permission
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

from cms.accounts.groups import GiverFormSetMixin, GiverSiteFormMixin, GroupEditView
from cms.accounts.rights import KINDS, Rights, manages_site, rights_by_group, rights_of
from cms.models import User
from iae48.roles import EDITORS, PUBLISHERS
from tests.cms.accounts.test_rights import GROUP_RIGHTS, browser_of, manager_with
from tests.factories import ContentPageFactory, UserFactory
from tests.forms import submit


def group_form(name, **values):
    forms = {"name": name, "permissions": []}
    for prefix in (
        "page_permissions", "collection_permissions", "document_permissions", "image_permissions",
    ):  # fmt: skip
        forms |= {f"{prefix}-TOTAL_FORMS": "0", f"{prefix}-INITIAL_FORMS": "0"}
    return {**forms, **values}


def test_a_group_is_given_no_permission_that_the_giver_lacks(roles):
    _manager, client = manager_with(*GROUP_RIGHTS)
    right = Permission.objects.get(codename="change_user")
    own = Permission.objects.get(codename="change_group")

    shown = client.get(reverse("wagtailusers_groups:add")).content.decode()
    forged = submit(
        client,
        reverse("wagtailusers_groups:add"),
        group_form("Forgé", permissions=[right.pk]),
    )
    submit(client, reverse("wagtailusers_groups:add"), group_form("Permis", permissions=[own.pk]))

    assert "Les droits que vous n’avez pas ne sont pas proposés." in shown
    assert f'value="{right.pk}"' not in shown
    assert forged.status_code == 200
    assert not Group.objects.filter(name="Forgé").exists()
    assert list(Group.objects.get(name="Permis").permissions.all()) == [own]


@pytest.mark.parametrize("kind", ["page", "image", "document", "collection"])
def test_a_group_is_given_no_right_on_a_place_that_the_giver_lacks(home, roles, kind):
    manager, client = manager_with(*GROUP_RIGHTS)
    own_group = Group.objects.create(name="Les siens")
    manager.groups.add(own_group)
    prefix, codename = f"{kind}_permissions", f"change_{kind}"
    labels = ["wagtailcore", "wagtailimages", "wagtaildocs"]
    permission = Permission.objects.get(codename=codename, content_type__app_label__in=labels)
    if kind == "page":
        inside, field, value = ContentPageFactory(parent=home), "page", codename
        GroupPagePermission.objects.create(group=own_group, page=inside, permission=permission)
        outside = home
    else:
        root, field, value = Collection.get_first_root_node(), "collection", str(permission.pk)
        inside, outside = root.add_child(name="À eux"), root
        GroupCollectionPermission.objects.create(
            group=own_group, collection=inside, permission=permission
        )

    def rows(place):
        return {
            f"{prefix}-TOTAL_FORMS": "1",
            f"{prefix}-0-{field}": place.pk,
            f"{prefix}-0-permissions": [value],
        }

    address = reverse("wagtailusers_groups:add")
    forged = submit(client, address, group_form("Forgé", **rows(outside)))
    submit(client, address, group_form("Permis", **rows(inside)))

    assert "Vous n’avez pas vous-même ce droit" in forged.content.decode()
    assert not Group.objects.filter(name="Forgé").exists()
    given = rights_by_group()[Group.objects.get(name="Permis").pk]
    assert len(given.pages | given.collections) == 1


def test_a_row_without_a_place_is_refused_on_its_field(roles):
    _manager, client = manager_with(*GROUP_RIGHTS)
    row = {
        "page_permissions-TOTAL_FORMS": "1",
        "page_permissions-0-page": "",
        "page_permissions-0-permissions": ["change_page"],
    }

    refused = submit(client, reverse("wagtailusers_groups:add"), group_form("Sans lieu", **row))

    assert refused.status_code == 200
    assert not Group.objects.filter(name="Sans lieu").exists()


def test_a_right_that_the_giver_has_on_no_page_cannot_be_ticked(home, roles, superuser):
    manager, client = manager_with(*GROUP_RIGHTS)
    own = Group.objects.create(name="Les siens")
    held = Permission.objects.get(codename="change_page")
    GroupPagePermission.objects.create(group=own, page=home, permission=held)
    manager.groups.add(own)
    address = reverse("wagtailusers_groups:add")

    def offered(browser):
        [formset] = [
            panel
            for panel in browser.get(address).context["permission_panels"]
            if panel.prefix == "page_permissions"
        ]
        boxes = BeautifulSoup(str(formset.empty_form["permissions"]), "html.parser").select("input")
        return {box["value"] for box in boxes if not box.has_attr("disabled")}

    assert offered(client) == {"change_page"}
    assert {"change_page", "publish_page"} <= offered(browser_of(superuser))


def test_a_group_is_given_no_settings_of_a_site_that_the_giver_lacks(roles, site):
    manager, client = manager_with(*GROUP_RIGHTS)
    permission = Permission.objects.get(codename="change_sitesettings")
    field = "cms_sitesettings_site_permissions-sites"
    address = reverse("wagtailusers_groups:add")

    forged = submit(client, address, group_form("Forgé", **{field: [site.pk]}))
    own = Group.objects.create(name="Les siens")
    GroupSitePermission.objects.create(group=own, site=site, permission=permission)
    manager.groups.add(own)
    submit(client, address, group_form("Permis", **{field: [site.pk]}))

    assert forged.status_code == 200
    assert not Group.objects.filter(name="Forgé").exists()
    assert rights_by_group()[Group.objects.get(name="Permis").pk].sites == {
        (permission.pk, site.pk)
    }
    assert manages_site(User.objects.get(pk=manager.pk))


def test_every_panel_of_the_groups_form_is_restricted(administrator, roles):
    page = browser_of(administrator).get(reverse("wagtailusers_groups:add"))

    for panel in page.context["permission_panels"]:
        assert isinstance(panel, GiverFormSetMixin | GiverSiteFormMixin)


def test_a_panel_that_no_rule_restricts_is_refused():
    with pytest.raises(TypeError, match="no rule here restricts"):
        GroupEditView()._restricted(object)


PLACE = (1, "0001")
EACH_RIGHT = {
    "models": 1,
    "sites": (1, 1),
    "pages": PLACE,
    "collections": PLACE,
    "page_openings": ("restriction 1", PLACE),
    "collection_openings": ("restriction 1", PLACE),
}


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_of_right_is_one_that_somebody_may_lack(kind):
    rights: Any = {kind: frozenset({EACH_RIGHT[kind]})}
    held = Rights(**rights)

    assert held.cover(held)
    assert Rights(everything=True).cover(held)
    assert not Rights().cover(held)
    assert not held.cover(Rights(everything=True))


def test_a_right_to_the_settings_of_one_site_is_none_to_anothers():
    one, other = (Rights(sites=frozenset({(1, site)})) for site in (1, 2))
    every = Rights(models=frozenset({1}))

    assert not one.cover(other)
    assert not one.cover(Rights(sites=frozenset({(2, 1)})))
    assert every.cover(other)
    assert not other.cover(every)


@pytest.mark.parametrize("kind", ["pages", "collections"])
def test_a_right_on_a_place_holds_below_it_and_is_no_other_right(kind):
    places: Any = {kind: frozenset({PLACE})}
    held = Rights(**places)
    allow = held.allow_on_page if kind == "pages" else held.allow_on_collection

    assert allow(1, "0001")
    assert allow(1, "00010001")
    assert not allow(1, "0002")
    assert not allow(2, "0001")


def test_each_right_of_a_group_is_read(home, site, superuser):
    group = Group.objects.create(name="Tous les droits")
    right, root = Permission.objects.get(codename="change_user"), Collection.get_first_root_node()
    group.permissions.add(right)
    GroupSitePermission.objects.create(group=group, site=site, permission=right)
    GroupPagePermission.objects.create(group=group, page=home, permission=right)
    GroupCollectionPermission.objects.create(group=group, collection=root, permission=right)
    GroupApprovalTask.objects.get().groups.add(group)
    pages, collections = (
        PageViewRestriction(page=home),
        CollectionViewRestriction(collection=root),
    )
    for restriction in (pages, collections):
        restriction.restriction_type = "groups"
        restriction.save()
        restriction.groups.add(group)
    of_all = PageViewRestriction.objects.create(page=home, restriction_type="login")
    of_all.groups.add(group)

    rights = rights_by_group([group])[group.pk]

    assert {kind: len(getattr(rights, kind)) for kind in KINDS} == {
        **dict.fromkeys(KINDS, 1),
        "page_openings": 2,
    }
    assert rights_of(superuser).everything


def test_an_account_is_not_copied_with_its_rights(administrator, superuser):
    answer = browser_of(administrator).get(f"/admin/users/copy/{superuser.pk}/")

    assert answer.status_code == 404


@pytest.mark.parametrize("view", ["edit", "delete"])
def test_a_group_with_more_rights_is_left_alone(roles, view):
    _manager, client = manager_with(*GROUP_RIGHTS)
    target = roles[PUBLISHERS]
    address = reverse(f"wagtailusers_groups:{view}", args=[target.pk])
    before = rights_by_group([target])

    shown = client.get(address, follow=True).content.decode()
    submit(client, address, group_form("Renommé"))

    assert "il donne des droits que vous n’avez pas" in shown
    assert Group.objects.filter(pk=target.pk, name=PUBLISHERS).exists()
    assert rights_by_group([target]) == before


def test_the_administration_changes_groups_and_keeps_their_rights(administrator, roles):
    group = roles[EDITORS]
    before = rights_by_group([group])
    page_rights = list(
        GroupPagePermission.objects.filter(group=group).values_list(
            "permission__codename", flat=True
        )
    )
    [place] = set(GroupPagePermission.objects.filter(group=group).values_list("page", flat=True))
    address = reverse("wagtailusers_groups:edit", args=[group.pk])

    shown = browser_of(administrator).get(address)
    answer = submit(
        browser_of(administrator),
        address,
        group_form(
            "Les rédactrices",
            # Wagtail's migrations gave others, which the form does not offer and leaves alone.
            permissions=[
                permission.pk
                for permission in group.permissions.all()
                if permission in shown.context["form"].fields["permissions"].queryset
            ],
            **{
                "page_permissions-TOTAL_FORMS": "1",
                "page_permissions-INITIAL_FORMS": "1",
                "page_permissions-0-page": place,
                "page_permissions-0-permissions": page_rights,
            },
        ),
    )

    after = rights_by_group([group])[group.pk]
    assert shown.status_code == 200
    assert answer.status_code == 302
    assert Group.objects.get(pk=group.pk).name == "Les rédactrices"
    assert (after.models, after.pages) == (before[group.pk].models, before[group.pk].pages)


def test_rights_add_up_over_groups_and_permissions(home, roles):
    page = ContentPageFactory(parent=home)
    permission = Permission.objects.get(codename="publish_page")
    above, below = Group.objects.create(name="Dessus"), Group.objects.create(name="Dessous")
    GroupPagePermission.objects.create(group=above, page=home, permission=permission)
    GroupPagePermission.objects.create(group=below, page=page, permission=permission)
    first, second = UserFactory(), UserFactory()
    first.groups.add(above)
    second.groups.add(below)
    second.user_permissions.add(Permission.objects.get(codename="change_user"))

    assert rights_of(first).cover(rights_by_group()[below.pk])
    assert not rights_of(second).cover(rights_by_group()[above.pk])
    assert not rights_of(first).cover(rights_of(second))


# --- Workflows -----------------------------------------------------------------------------------


def test_a_workflow_is_changed_by_people_who_may_publish(roles, administrator):
    rights = ["add_task", "change_task", "add_workflow", "change_workflow"]
    _manager, client = manager_with(*rights)
    own = Group.objects.create(name="Les siens")
    task = GroupApprovalTask.objects.get()
    address = reverse("wagtailadmin_workflows:edit_task", args=[task.pk])

    shown = client.get(address, follow=True).content.decode()
    submit(client, address, {"name": task.name, "groups": [own.pk]})

    assert "le droit de publier toutes les pages" in shown
    assert own not in task.groups.all()
    assert browser_of(administrator).get(address).status_code == 200
