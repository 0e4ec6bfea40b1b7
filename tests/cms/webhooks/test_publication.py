"""What is published is told, once it is committed, and nothing else is."""

import hashlib
import hmac
import uuid
from datetime import UTC, datetime

import pytest
from django.core.management import call_command
from django.core.wsgi import get_wsgi_application
from django.db import connection, transaction
from django.db.migrations.loader import MigrationLoader
from django.middleware.csrf import get_token
from django.test import RequestFactory
from django.urls import reverse
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page, PageViewRestriction

from cms.changes import tags
from cms.models import WebhookPosition
from cms.webhooks.sending import signature
from home.models import ContentPage
from networks.models import Network
from tests.cms.queue import use_queue, work
from tests.cms.webhooks.conftest import SECRET
from tests.factories import ContentPageFactory, NetworkFactory, UserFactory

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)


@pytest.fixture
def page(told, home):
    """Return a published page that the receiver knows of."""
    page = ContentPageFactory(parent=home, title="Page", slug="page")
    told.requests.clear()
    return page


def publish(page, title):
    page.title = title
    page.save_revision().publish()


def test_a_publication_is_told_with_the_tags_of_the_answers_that_show_it(told, page, home, client):
    other = ContentPageFactory(parent=home, slug="autre")
    told.requests.clear()
    queries = [f'{{ page(id: "{shown.pk}") {{ title }} }}' for shown in (page, other)]
    answers = [
        client.post("/graphql/", {"query": query}, content_type="application/json")
        for query in queries
    ]

    publish(page, "Autre")

    first = told.payloads[0]
    of_page, of_other = (set(answer["Cache-Tag"].split(",")) for answer in answers)
    assert first["paths"] == ["/fr/page/"]
    assert not of_page.isdisjoint(first["tags"])
    assert of_other.isdisjoint(first["tags"])
    assert set(first) == {"id", "sentAt", "tags", "paths"}
    assert uuid.UUID(first["id"])
    assert abs(timezone.now() - datetime.fromisoformat(first["sentAt"])).total_seconds() < 60
    path, headers, body = told.requests[0]
    signed = headers["X-CMS-Timestamp"].encode() + b"." + body
    expected = hmac.new(SECRET.encode(), signed, hashlib.sha256).hexdigest()
    assert path == "/hooks/cms?key=secret"
    assert headers["Content-Type"] == "application/json"
    assert headers["X-CMS-Signature"] == f"sha256={expected}"
    sent_at = datetime.fromisoformat(first["sentAt"])
    assert int(headers["X-CMS-Timestamp"]) == int(sent_at.timestamp())


def test_the_signature_is_that_of_the_documentation():
    body = b'{"id":"1","sentAt":"2026-01-02T03:04:05+00:00","tags":[],"paths":[]}'

    assert signature("0123456789abcdef0123456789abcdef", "1767323045", body) == (
        "sha256=1d8ba3eecc3b2c974887364778abd4284b42f8ac32a6d740692003a1c5928fb1"
    )


def test_a_draft_and_what_is_rolled_back_are_told_nobody(told, page, home):
    page.title = "En cours"
    page.save_revision()
    ContentPageFactory(parent=home, draft=True)
    NetworkFactory(draft=True)
    with transaction.atomic():
        publish(page, "Autre")
        transaction.set_rollback(True)

    call_command("deliver_webhooks", verbosity=0)

    assert told.requests == []


def test_what_a_transaction_changes_is_told_at_once_after_its_commit(told, page, home):
    with transaction.atomic():
        publish(page, "Autre")
        ContentPageFactory(parent=home, slug="neuve")
        before = list(told.requests)

    assert before == []
    assert told.payloads[0]["paths"] == ["/fr/neuve/", "/fr/page/"]


def test_in_a_request_it_is_told_once_and_by_the_worker(told, page, client, settings):
    use_queue(settings)
    user = UserFactory(superuser=True)
    client.force_login(user)
    form = {
        "title": "Autre", "slug": "page", "introduction": "", "body-count": "0",
        "comments-TOTAL_FORMS": "0", "comments-INITIAL_FORMS": "0", "action-publish": "1",
    }  # fmt: skip
    request = RequestFactory().post(reverse("wagtailadmin_pages:edit", args=[page.pk]), form)
    token = get_token(client.get(reverse("wagtailadmin_home")).wsgi_request)
    cookies = {"sessionid": client.cookies["sessionid"].value, "csrftoken": token}
    request.environ["HTTP_COOKIE"] = "; ".join(f"{name}={value}" for name, value in cookies.items())
    request.environ["HTTP_X_CSRFTOKEN"] = token
    told.requests.clear()
    application = get_wsgi_application()
    answered = []

    def start(status, headers, exc_info=None):
        answered.append(status)
        return lambda _body: None

    response = application(request.environ, start)
    response.close()
    before = list(told.requests)
    waiting = DBTaskResult.objects.ready().filter(task_path__contains="tell_receivers").count()
    work()

    assert waiting == 1
    assert answered == ["302 Found"]
    assert Page.objects.get(pk=page.pk).title == "Autre"
    assert before == []
    [payload] = told.payloads
    assert payload["paths"] == ["/fr/page/"]


def test_what_sends_no_signal_is_found_by_the_command(told, page):
    Page.objects.filter(pk=page.pk).update(title="Autre")
    before = list(told.requests)

    call_command("deliver_webhooks", verbosity=0)

    assert before == []
    assert told.payloads[0]["paths"] == ["/fr/page/"]


def test_a_page_that_moves_is_told_at_both_places_and_one_that_goes_at_its_own(told, page, home):
    section = ContentPageFactory(parent=home, slug="partie")
    told.requests.clear()

    Page.objects.get(pk=page.pk).move(section, "last-child")
    moved = {path for payload in told.payloads for path in payload["paths"]}
    told.requests.clear()
    Page.objects.get(pk=page.pk).unpublish()

    # The path without a slash is that of the redirect that the move makes.
    assert moved == {"/fr/page", "/fr/page/", "/fr/partie/page/"}
    assert "/fr/partie/page/" in told.payloads[0]["paths"]


def test_a_page_that_becomes_private_is_told_and_then_no_more(told, page):
    PageViewRestriction.objects.create(page=page, restriction_type="login")
    hidden = told.payloads[0]["paths"]
    told.requests.clear()

    publish(page, "Secret")

    assert hidden == ["/fr/page/"]
    assert all(payload["paths"] == [] for payload in told.payloads)


@pytest.mark.parametrize("state", ["draft", "private", "expired", "an alias"])
def test_no_path_is_told_of_a_hidden_page_or_of_a_redirect_to_it(told, home, state):
    page = ContentPageFactory(parent=home, slug="cachee", live=state != "draft")
    if state == "expired":
        ContentPage.objects.filter(pk=page.pk).update(expire_at=datetime(2020, 1, 1, tzinfo=UTC))
    elif state != "draft":
        PageViewRestriction.objects.create(page=page, restriction_type="login")
    if state == "an alias":
        page = page.create_alias(parent=home, update_slug="alias")
    Redirect.objects.create(old_path="/fr/autre", redirect_link="https://exemple.fr")  # tells all
    told.requests.clear()

    Redirect.objects.create(old_path="/fr/vieux", redirect_page=page)
    ContentPage.objects.filter(pk=page.pk).update(seo_title="Autre")
    ContentPage.objects.get(pk=page.pk).save()

    paths = {path for payload in told.payloads for path in payload["paths"]}
    assert told.payloads
    assert paths == set()


def test_a_redirect_is_told_by_its_path_and_a_snippet_by_tags_alone(told):
    network = NetworkFactory(name="Réseau")
    told.requests.clear()

    Redirect.objects.create(old_path="/fr/vieux", redirect_link="https://exemple.fr")
    redirect = told.payloads[0]["paths"]
    told.requests.clear()
    network.name = "Autre"
    network.save_revision().publish()

    assert redirect == ["/fr/vieux"]
    assert all(payload["paths"] == [] for payload in told.payloads)
    purge_tags = {tag for payload in told.payloads for tag in payload["tags"]}
    assert tags.public(tags.row(Network, network.pk)) in purge_tags


def test_a_path_is_decoded_as_in_graphql(told, page):
    Redirect.objects.create(old_path="/fr/vieux%20%C3%A9t%C3%A9", redirect_page=page)
    redirect = told.payloads[0]["paths"]
    told.requests.clear()
    # Slugs had other letters before they were in ASCII.
    page.slug = "œuvre-日本"
    page.save()

    paths = {path for payload in told.payloads for path in payload["paths"]}
    assert redirect == ["/fr/vieux été"]
    assert "/fr/œuvre-日本/" in paths


def test_everything_is_told_to_a_receiver_that_is_new_and_when_a_site_changes(told, site):
    WebhookPosition.objects.all().delete()

    call_command("deliver_webhooks", verbosity=0)
    site.site_name = "Autre"
    site.save()

    everything = sorted(map(tags.public, (tags.EVERYTHING, tags.ANYTHING)))
    assert [(payload["tags"], payload["paths"]) for payload in told.payloads] == [
        (everything, []),
        (everything, []),
    ]


def test_what_a_migration_changes_is_left_to_the_next_look(told, site):
    historical = MigrationLoader(connection).project_state().apps.get_model("wagtailcore", "Site")
    row = historical.objects.get(pk=site.pk)
    row.site_name = "Autre"
    row.save()
    before = list(told.requests)

    call_command("deliver_webhooks", verbosity=0)

    assert before == []
    assert len(told.requests) == 1
