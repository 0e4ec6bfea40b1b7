"""What each role writes by the admin's actions on several rows: nothing that is not named here."""

import pytest
from django.apps import apps
from django.db import connection, transaction
from django.urls import get_resolver, reverse
from wagtail.admin.views.bulk_action.registry import bulk_action_registry

from iae48.roles import EDITORS, PUBLISHERS
from tests.iae48.test_rights import NOBODYS, TRANSLATORS, WRITE
from tests.structures.admin.conftest import logged_in, member
from tests.structures.admin.test_staff_limits import NUMBER

pytestmark = [
    pytest.mark.any_database,
    # Wagtail leaves the closing of rendition files to the garbage collector.
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]
# What the forms of the actions ask for.
SENT = {
    "chooser": NUMBER, "collection": NUMBER, "tags": "étiquette", "role": NUMBER,
    "mark_as_active": "False", "include_descendants": "on",
}  # fmt: skip
PUBLISHED = {
    "cms.customdocument.add_tags", "cms.customdocument.add_to_collection",
    "cms.customdocument.delete", "cms.customimage.add_tags", "cms.customimage.add_to_collection",
    "cms.customimage.delete", "cms.menu.delete", "networks.network.delete",
    "structures.commune.delete", "structures.sector.delete", "structures.structurekind.delete",
    "wagtailcore.page.delete", "wagtailcore.page.publish", "wagtailcore.page.unpublish",
}  # fmt: skip
# A page is not moved below itself; other rows need these; accounts are the administration's.
WRITTEN_BY_NOBODY = {
    "wagtailcore.page.move",
    "structures.epci.delete",
    "structures.sectorgroup.delete",
    "cms.user.assign_role",
    "cms.user.delete",
    "cms.user.set_active_state",
}


def bulk_addresses():
    """Return the address of each action on several rows, by application, model and action."""
    get_resolver().url_patterns  # noqa: B018  loads the hooks
    found = {}
    for model in apps.get_models():
        app, name = model._meta.app_label, model._meta.model_name
        for action in bulk_action_registry.get_bulk_actions_for_model(app, name):
            address = reverse("wagtail_bulk_action", args=[app, name, action.action_type])
            found[f"{app}.{name}.{action.action_type}"] = f"{address}?id={NUMBER}&next=/admin/"
    return found


def test_each_action_is_known():
    assert bulk_addresses().keys() == PUBLISHED | WRITTEN_BY_NOBODY


@pytest.mark.parametrize(
    ("role", "expected"), [(EDITORS, set()), (TRANSLATORS, set()), (PUBLISHERS, PUBLISHED)]
)
def test_actions_write_what_is_named(world, role, expected):
    client = logged_in(member("personne", role))
    tables, written = set(), set()

    def note(execute, sql, params, many, context):
        if match := WRITE.match(sql):
            tables.add(match[1])
        return execute(sql, params, many, context)

    for name, address in bulk_addresses().items():
        with transaction.atomic(), connection.execute_wrapper(note):
            client.post(address, SENT)
            transaction.set_rollback(True)
        if tables - NOBODYS:
            written.add(name)
        tables.clear()

    assert written == expected
