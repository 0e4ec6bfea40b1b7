"""A site with a row of each kind under one number."""

import pytest
from django.contrib.auth.models import Group
from django.contrib.contenttypes.models import ContentType
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Collection, GroupApprovalTask, Site, Workflow

from tests.cms.translation.test_limits import numbered
from tests.factories import (
    CommuneFactory,
    ContactMessageFactory,
    ContentPageFactory,
    DocumentFactory,
    EpciFactory,
    ImageFactory,
    MenuFactory,
    NetworkFactory,
    SectorFactory,
    SectorGroupFactory,
    SiteSettingsFactory,
    StructureKindFactory,
    UserFactory,
)
from tests.structures.admin.test_staff_limits import NUMBER


@pytest.fixture
def world(home, site, english, directory, roles):
    """Make a row of each kind under one number, in French."""
    page = numbered(ContentPageFactory(parent=home))
    page.save_revision()
    root = Collection.get_first_root_node()
    UserFactory(id=NUMBER)
    Group.objects.create(id=NUMBER, name="Un groupe")
    collection = root.add_child(id=NUMBER, name="Une collection")
    ImageFactory(id=NUMBER, collection=collection)
    DocumentFactory(id=NUMBER, collection=collection)
    NetworkFactory(id=NUMBER).save_revision()
    StructureKindFactory(id=NUMBER).save_revision()
    SectorFactory(id=NUMBER, group=SectorGroupFactory(id=NUMBER))
    CommuneFactory(id=NUMBER, epci=EpciFactory(id=NUMBER))
    ContactMessageFactory(id=NUMBER)
    MenuFactory(id=NUMBER)
    SiteSettingsFactory(site=site)
    Site.objects.create(id=NUMBER, hostname="autre", port=80, root_page=home)
    Redirect.objects.create(id=NUMBER, old_path="/ancien")
    Workflow.objects.create(id=NUMBER, name="Un circuit")
    GroupApprovalTask.objects.create(
        id=NUMBER,
        name="Une tâche",
        content_type=ContentType.objects.get_for_model(GroupApprovalTask),
    )
    return page
