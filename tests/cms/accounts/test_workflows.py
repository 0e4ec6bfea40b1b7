"""Lists of workflows are for whoever may change them; changes are for whoever may publish all."""

import pytest
from django.contrib.auth.models import Group, Permission
from django.urls import reverse
from wagtail.models import GroupApprovalTask, GroupPagePermission, Page

from tests.browsing import Browser
from tests.cms.accounts.test_rights import manager_with

RIGHTS = ["add_task", "change_task", "delete_task", "add_workflow", "change_workflow"]
HOME = "/admin/"


def address(name, **kwargs):
    return reverse(f"wagtailadmin_workflows:{name}", kwargs=kwargs)


@pytest.mark.parametrize(
    "name",
    [
        "index",
        "index_results",
        "task_chooser",
        "task_chooser_results",
        "task_chosen",
        "task_index",
        "task_index_results",
    ],
)
def test_workflows_are_read_without_the_right_to_publish(roles, name):
    _manager, client = manager_with(*RIGHTS)
    kwargs = {"task_id": GroupApprovalTask.objects.get().pk} if name == "task_chosen" else {}

    assert client.get(address(name, **kwargs)).status_code == 200


@pytest.mark.parametrize("name", ["add", "select_task_type", "task_chooser_create"])
def test_a_right_to_publish_some_pages_is_none_to_change_workflows(home, roles, name):
    manager, client = manager_with(*RIGHTS)
    group = Group.objects.create(name="Les siens")
    manager.groups.add(group)
    publish = Permission.objects.get(codename="publish_page")
    right = GroupPagePermission.objects.create(group=group, page=home, permission=publish)

    refused = client.get(address(name))
    right.page = Page.get_first_root_node()
    right.save()
    allowed = client.get(address(name))

    assert (refused.status_code, refused.headers.get("Location")) == (302, HOME)
    assert allowed.headers.get("Location") != HOME


@pytest.mark.parametrize("name", ["wagtailadmin_workflows:add", "wagtailadmin_pages"])
def test_whoever_is_not_logged_in_is_led_to_the_login(home, roles, name):
    path = reverse(name) if ":" in name else f"/admin/pages/workflow/preview/{home.pk}/1/"

    answer = Browser().get(path)

    assert answer.status_code == 302
    assert answer["Location"].startswith(reverse("account_login"))
