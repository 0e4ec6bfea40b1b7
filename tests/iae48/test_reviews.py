"""Only people who may edit a page or snippet see its review."""

import pytest
from django.contrib.auth.models import Group, Permission
from django.test import Client
from django.urls import reverse
from wagtail.models import GroupApprovalTask, Page, Workflow, WorkflowTask

from iae48.roles import EDITORS
from tests.factories import ContentPageFactory, NetworkFactory, UserFactory

SECRET = "Circuit secret"


def browser_of(*groups):
    user = UserFactory(editor=False)
    user.groups.set(Group.objects.filter(name__in=groups))
    user.user_permissions.add(Permission.objects.get(codename="access_admin"))
    browser = Client()
    browser.force_login(user)
    return browser


@pytest.fixture(params=[ContentPageFactory, NetworkFactory], ids=["page", "snippet"])
def reviewed(request, home, roles):
    """Return what is in review, and what its addresses are named."""
    row = request.param()
    editor = UserFactory(superuser=True)
    row.save_revision(user=editor)
    task = GroupApprovalTask.objects.create(name=SECRET)
    workflow = Workflow.objects.create(name=SECRET)
    WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=0)
    return row, workflow.start(row, editor).current_task_state, task


def addresses(row, state, task, pk=None):
    prefix = "wagtailadmin_pages" if isinstance(row, Page) else row.snippet_viewset.url_namespace
    pk = row.pk if pk is None else pk
    return [
        reverse(f"{prefix}:confirm_workflow_cancellation", args=[pk]),
        reverse(f"{prefix}:workflow_action", args=[pk, "approve", state.pk]),
        reverse(f"{prefix}:collect_workflow_action_data", args=[pk, "approve", state.pk]),
        reverse(f"{prefix}:workflow_preview", args=[pk, task.pk]),
    ]


def test_a_review_is_not_told_to_people_who_may_not_edit(reviewed):
    row, state, task = reviewed
    browser = browser_of()

    answers = [
        [browser.get(address) for address in addresses(row, state, task, pk)] for pk in (None, 9999)
    ]

    told = [[(answer.status_code, answer.headers.get("Location")) for answer in group]
            for group in answers]  # fmt: skip
    assert told[0] == told[1] == [(302, reverse("wagtailadmin_home"))] * 4
    assert SECRET not in browser.get(reverse("wagtailadmin_home")).content.decode()


def test_a_review_is_told_to_whoever_edits(reviewed):
    answer = browser_of(EDITORS).get(addresses(*reviewed)[0])

    assert answer.status_code == 200
    assert SECRET in answer.json()["html"]
