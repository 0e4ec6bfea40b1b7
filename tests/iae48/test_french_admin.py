"""The admin speaks French: no English word, no None, no False on any page that opens.

Every address of the admin is opened by an administrator over a row of each kind; what a page shows,
and what it tells screen readers, is read word by word.
"""

import re
from collections import defaultdict
from datetime import timedelta
from itertools import chain
from pathlib import Path

import polib
import pytest
import wagtail
from bs4 import BeautifulSoup
from django.conf import settings
from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.test import Client
from django.urls import resolve, reverse
from django.utils import timezone
from django.utils.text import camel_case_to_spaces
from django.utils.translation import gettext, ngettext, override
from wagtail import hooks
from wagtail.log_actions import log, registry
from wagtail.models import TaskState

from cms.models import PreviewGrant, ScheduleFailure, WebhookDelivery
from cms.preview.grants import issue
from home.starter.site import name_roots
from structures.inclusion.plan import RowOutcome
from structures.models import ImportedFile
from tests.factories import StructurePageFactory, UserFactory
from tests.structures.admin.test_staff_limits import NUMBER, admin_addresses

pytestmark = [
    # Wagtail leaves the closing of rendition files to the garbage collector.
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]

# Words of English that are no words of French, nor of any name here.
ENGLISH = re.compile(
    r"\b(the|and|of|with|without|this|that|these|your|you|from|ago|is|are|was|were|be|been|by|can|"
    r"cannot|will|would|has|have|had|not|to|for|its|it|they|all|any|more|less|than|when|where|"
    r"which|who|yes|no|none|true|false|add|edit|delete|remove|save|search|settings|browse|choose|"
    r"upload|reports|help|updated|created|changed|untitled|view|user|users|group|groups|name|"
    r"title|status|draft|live|lock|unlock|publish|unpublish|approve|reject|submit|move|copy|"
    r"history|language|email|password|select|show|hide|enter|new|back|next|previous|today|"
    r"yesterday|day|days|week|weeks|month|months|year|years|hour|hours|seconds?|moderators?|"
    r"editors?|root|welcome|task|tasks|comments?|file|files|size|width|height|redirects?|setting)\b",
    re.IGNORECASE,
)
# Addresses, what the history keeps of the root from before it was named in French, and the French
# word « comment ».
ALLOWED = re.compile(
    r"\S+@\S+|https?://\S+|/\S+/|depuis «\xa0Root\xa0»|\bcomment (nous|les)\b", re.IGNORECASE
)
REPORT = {
    "counts": {**{outcome.value: 1 for outcome in RowOutcome}, "flagged": 0},
    "rows": [], "unknown_fields": {}, "unmatched_codes": {},
}  # fmt: skip
ATTRIBUTES = ("aria-label", "title", "placeholder", "alt", "data-w-tooltip-content-value")


def shown(html):
    """Yield each text that a page shows, or tells a screen reader: at once, or in a dialog."""
    page = BeautifulSoup(html, "html.parser")
    unseen = page(["script", "style", "noscript", "code", "pre"])
    # A script writes the counts, and shows them once there are some.
    for element in [*unseen, *page.select("[data-side-panel-toggle-counter]")]:
        element.decompose()
    # What is hidden is in panels that buttons open.
    for part in (page, *page("template")):
        yield from part.stripped_strings
    for element in page.find_all(True):
        for name in ATTRIBUTES:
            if element.get(name):
                yield element[name]


@pytest.fixture
def filled(world):
    """Add to a row of each kind what the other lists of the admin show."""
    name_roots()
    admin = UserFactory(username="administration", superuser=True)
    site = world.get_site()
    issue(admin, world.get_latest_revision_as_object(), site)
    WebhookDelivery.objects.create(
        receiver="https://exemple.fr/", tags=[], paths=[], created=timezone.now(), attempts=1
    )
    ImportedFile.objects.create(
        id=NUMBER, name="structures.json", content=b"[]", digest="0", report=REPORT
    )
    StructurePageFactory(with_contact=True).save_revision(log_action=True)
    world.save_revision(user=admin, log_action=True)
    state = world.get_workflow()
    if state:
        state.start(world, admin)
    ScheduleFailure.objects.create(
        base_content_type=ContentType.objects.get_for_model(world.get_parent().__class__),
        object_id=str(world.pk),
        event="unpublish",
        due_at=timezone.now() - timedelta(minutes=33),
        reason="Le slug est pris.",
    )
    log(instance=world, action="wagtail.edit", user=admin, content_changed=True)
    client = Client()
    client.force_login(admin)
    return client


def test_every_page_of_the_admin_is_in_french(filled):
    filled.raise_request_exception = False
    found = defaultdict(set)
    opened = set()

    for path in admin_addresses():
        answer = filled.get(f"/{path}", follow=True)
        if answer.status_code != 200 or "html" not in answer.get("Content-Type", ""):
            continue
        opened.add(resolve(f"/{path}").view_name)
        for text in shown(answer.content.decode()):
            if ENGLISH.search(ALLOWED.sub("", text)):
                found[text].add(resolve(f"/{path}").view_name)

    lines = sorted(f"{text!r}: {', '.join(sorted(views)[:3])}" for text, views in found.items())
    assert not lines, "\n".join(lines)
    assert len(opened) > 150


def test_a_preview_says_when_it_will_close(filled):
    PreviewGrant.objects.update(expires=timezone.now() + timedelta(minutes=60))

    text = " ".join(shown(filled.get(reverse("preview_grants")).content.decode()))

    assert re.search(r"dans (59\xa0minutes|1\xa0heure) \(à \d\d:\d\d\)", text)
    assert "il y a 0" not in text


def test_a_moderation_says_in_french_how_long_ago_it_began(filled, world):
    TaskState.objects.update(started_at=timezone.now() - timedelta(minutes=33))

    form = filled.get(reverse("wagtailadmin_pages:edit", args=[world.pk])).content.decode()

    assert "il y a 33\xa0minutes" in " ".join(shown(form))


def test_the_compiled_corrections_are_those_of_the_source():
    folder = settings.BASE_DIR / "iae48/locale/fr/LC_MESSAGES"

    source, compiled = polib.pofile(folder / "django.po"), polib.mofile(folder / "django.mo")

    assert {e.msgid: e.msgstr for e in compiled} == {e.msgid: e.msgstr for e in source}


def test_a_language_is_never_called_a_region():
    catalogs = chain(
        Path(wagtail.__file__).parent.glob("**/locale/fr/LC_MESSAGES/django.po"),
        [settings.BASE_DIR / "iae48/locale/fr/LC_MESSAGES/django.po"],
    )
    entries = [entry for path in catalogs for entry in polib.pofile(path)]

    with override("fr"):
        shown = [
            ngettext(entry.msgid, entry.msgid_plural, number)
            if entry.msgid_plural
            else gettext(entry.msgid)
            for entry in entries
            for number in (1, 2)
        ]

    assert len(shown) > 1000
    assert [text for text in shown if "région" in text.lower()] == []


def test_each_permission_has_a_french_name(db):
    names = Permission.objects.values_list("name", flat=True)

    assert [name for name in names if not name.startswith("Peut ")] == []
    assert "Peut verrouiller réseau" in names


# Names that Django derives from those of classes, and that are French.
FRENCH_CLASSES = {
    "admin", "collection", "commune", "document", "image", "locale", "menu", "page", "site",
    "workflow",
}  # fmt: skip


def test_each_heading_of_the_form_of_groups_is_french(db):
    offered = [permissions() for permissions in hooks.get_hooks("register_permissions")]
    types = {permission.content_type for permission in chain(*offered)}

    derived = {
        model._meta.label: content_type.name
        for content_type in types
        if (model := content_type.model_class())
        and content_type.name.lower() == camel_case_to_spaces(model.__name__)
        and content_type.name.lower() not in FRENCH_CLASSES
    }

    assert len(types) > 10
    assert derived == {}


def test_each_action_of_the_history_is_french():
    labels = [str(label) for _action, label in registry.get_choices()]

    assert [label for label in labels if ENGLISH.search(label)] == []
    assert len(labels) > 30
