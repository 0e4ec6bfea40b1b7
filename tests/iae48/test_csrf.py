"""Every form of the admin that posts carries the token that CSRF protection asks for.

Every page of the admin is opened as an administrator over content that fills its lists; each form
in it is sent as it stands, and undone.
"""

from urllib.parse import urljoin

import pytest
from django.db import transaction
from django.urls import resolve, reverse
from django.utils import timezone

from cms.mail.models import QueuedEmail
from cms.models import WebhookDelivery
from cms.preview.grants import issue
from structures.admin.access import give_access
from structures.inclusion.plan import RowOutcome
from structures.models import ImportedFile
from tests.browsing import Browser, post_forms
from tests.cms.translation.test_source_tracking import republish
from tests.factories import (
    ContactMessageFactory,
    ContentPageFactory,
    StructurePageFactory,
    UserFactory,
)
from tests.structures.admin.test_staff_limits import admin_addresses, admin_views

pytestmark = pytest.mark.any_database
OURS = ("cms.", "home.", "iae48.", "networks.", "structures.")

# The form by which Wagtail's script says who edits; its token goes in a header.
SENT_BY_SCRIPT = "w-session"


@pytest.fixture
def admin(world):
    """Return the browser of an administrator."""
    browser = Browser()
    browser.force_login(UserFactory(superuser=True))
    return browser


@pytest.fixture
def filled(world, site, english, settings):
    """Fill the lists of ours; return the pages beside those under the number."""
    settings.CMS_MACHINE_TRANSLATION_URL = "http://127.0.0.1:1/"
    parent = world.get_parent().specific
    page = ContentPageFactory(parent=parent)
    translation = page.copy_for_translation(english)
    republish(translation)
    republish(page, introduction="Du neuf.")
    sheet = StructurePageFactory()
    give_access(sheet, "equipe@exemple.fr")
    assert issue(UserFactory(superuser=True), world.get_latest_revision_as_object(), site)
    message = ContactMessageFactory()
    ContactMessageFactory(is_held=True)
    now = timezone.now()
    QueuedEmail.objects.create(
        recipients="a@exemple.fr", content="", error="TimeoutError", created=now, next_attempt=now
    )
    WebhookDelivery.objects.create(
        receiver="https://www.exemple.fr/", tags=[], paths=[], created=now, next_attempt=now
    )
    counts = {**{outcome.value: 1 for outcome in RowOutcome}, "flagged": 0}
    report = {"counts": counts, "rows": [], "unknown_fields": {}, "unmatched_codes": {}}
    imported = ImportedFile.objects.create(name="x.json", content=b"[]", report=report)
    edited = ["home", "contentpage", translation.pk]
    return [
        reverse("structure_access", args=[sheet.pk]),
        reverse("contact_messages:edit", args=[message.pk]),
        reverse("structure_confirm", args=[sheet.pk]),
        reverse("structure_imports:report", args=[imported.pk]),
        reverse("translation_up_to_date", args=edited),
        reverse("translation_machine", args=edited),
    ]


def our_posting_views():
    """Return the names of our own views of the admin that take a POST."""
    return {
        name
        for name, view in admin_views()
        if view.__module__.startswith(OURS) and hasattr(view, "post")
    }


def submitted(browser, address):
    """Yield the view and the status of each form of a page, sent as it stands and undone."""
    with transaction.atomic():
        response = browser.get(address)
        transaction.set_rollback(True)
    if response.status_code != 200 or "text/html" not in response["Content-Type"]:
        return
    for form in post_forms(response.content.decode(), address):
        if SENT_BY_SCRIPT in form.controller:
            continue
        form.action = urljoin(address, form.action)
        with transaction.atomic():
            status = browser.submit(form).status_code
            transaction.set_rollback(True)
        yield resolve(form.action.partition("?")[0]).view_name, status


# Wagtail leaves the closing of rendition files to the garbage collector.
@pytest.mark.filterwarnings("ignore::ResourceWarning")
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_no_form_of_the_admin_is_refused_for_its_token(admin, filled):
    admin.raise_request_exception = False
    addresses = [f"/{path}" for path in admin_addresses()] + filled

    sent = [
        (name, address, status)
        for address in addresses
        for name, status in submitted(admin, address)
    ]

    assert [each for each in sent if each[2] == 403] == []
    assert our_posting_views() - {name for name, _address, _status in sent} == set()
