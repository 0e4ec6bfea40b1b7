"""Whatever is no good token gets exactly the published answer."""

import base64
from datetime import timedelta

import pytest
import wagtail_factories
from django.utils import timezone
from wagtail.models import Page

from cms.models import PreviewGrant
from cms.preview import grants
from cms.preview.grants import digest_of, issue
from tests.cms.preview.rights import limit
from tests.factories import ContentPageFactory, HomePageFactory, UserFactory

QUERY = """{
  old: route(path: "/fr/publiee/") { __typename ... on PageRoute { page { title } } }
  new: route(path: "/fr/brouillon/") { __typename ... on PageRoute { page { title } } }
  pages { title slug }
}"""


def no_header(token, grant):
    return {}


def empty(token, grant):
    return {"X-Preview-Token": ""}


def garbage(token, grant):
    return {"X-Preview-Token": "é\x00'; DROP TABLE".encode("latin-1", "replace").decode("latin-1")}


def another_random_one(token, grant):
    return {"X-Preview-Token": base64.urlsafe_b64encode(bytes(32)).decode().rstrip("=")}


def too_short(token, grant):
    return {"X-Preview-Token": token[:-1]}


def too_long(token, grant):
    return {"X-Preview-Token": token + "A"}


def very_long(token, grant):
    return {"X-Preview-Token": token * 1_000}


def altered_by_a_character(token, grant):
    return {"X-Preview-Token": ("A" if token[0] != "A" else "B") + token[1:]}


def in_capitals(token, grant):
    return {"X-Preview-Token": token.upper()}


def with_a_scheme(token, grant):
    return {"X-Preview-Token": f"Bearer {token}"}


def its_stored_digest(token, grant):
    return {"X-Preview-Token": grant.digest}


def its_number(token, grant):
    return {"X-Preview-Token": str(grant.pk)}


def in_a_cookie(token, grant):
    return {"Cookie": f"X-Preview-Token={token}; preview={token}"}


def in_authorization(token, grant):
    return {"Authorization": f"Bearer {token}"}


def in_another_header(token, grant):
    return {"Preview-Token": token, "X-Preview": token}


def expired(token, grant):
    PreviewGrant.objects.update(expires=timezone.now() - timedelta(seconds=1))
    return {"X-Preview-Token": token}


def revoked(token, grant):
    grants.revoke(PreviewGrant.objects.all())
    return {"X-Preview-Token": token}


def replaced_by_a_newer_one(token, grant):
    page = Page.objects.get(pk=grant.object_id).specific
    issue(grant.editor, page, grant.site)
    return {"X-Preview-Token": token}


def of_a_deactivated_editor(token, grant):
    grant.editor.is_active = False
    grant.editor.save()
    return {"X-Preview-Token": token}


def of_an_editor_without_rights_left(token, grant):
    grant.editor.is_superuser = False
    grant.editor.save()
    return {"X-Preview-Token": token}


def of_an_editor_of_another_branch(token, grant):
    limit(grant.editor, ContentPageFactory(title="Ailleurs", slug="ailleurs", draft=True))
    return {"X-Preview-Token": token}


def of_an_editor_without_the_admin(token, grant):
    limit(grant.editor, Page.objects.get(pk=grant.object_id), enters_admin=False)
    return {"X-Preview-Token": token}


def of_a_deleted_editor(token, grant):
    grant.editor.delete()
    return {"X-Preview-Token": token}


def of_another_site(token, grant):
    other = HomePageFactory(title="Autre", slug="autre", draft=True)
    PreviewGrant.objects.update(
        site=wagtail_factories.SiteFactory(hostname="autre.exemple.fr", root_page=other)
    )
    return {"X-Preview-Token": token}


def of_a_page_moved_out_of_the_site(token, grant):
    Page.objects.get(pk=grant.object_id).move(Page.get_first_root_node(), "last-child")
    return {"X-Preview-Token": token}


def of_a_deleted_page(token, grant):
    Page.objects.get(pk=grant.object_id).delete()
    return {"X-Preview-Token": token}


BAD = [
    no_header,
    empty,
    garbage,
    another_random_one,
    too_short,
    too_long,
    very_long,
    altered_by_a_character,
    in_capitals,
    with_a_scheme,
    its_stored_digest,
    its_number,
    in_a_cookie,
    in_authorization,
    in_another_header,
    expired,
    revoked,
    replaced_by_a_newer_one,
    of_a_deactivated_editor,
    of_an_editor_without_rights_left,
    of_an_editor_of_another_branch,
    of_an_editor_without_the_admin,
    of_a_deleted_editor,
    of_another_site,
    of_a_page_moved_out_of_the_site,
    of_a_deleted_page,
]


@pytest.mark.parametrize("spoil", BAD, ids=lambda spoil: spoil.__name__)
def test_no_good_token_gets_the_published_answer(send, token, spoil):
    good = send(QUERY, token)
    headers = spoil(token, PreviewGrant.objects.select_related("editor", "site").get())

    published = send(QUERY)
    answer = send(QUERY, headers=headers)

    assert b"Brouillon" in good.content
    assert answer.status_code == published.status_code == 200
    assert answer.content == published.content
    assert b"Brouillon" not in answer.content


@pytest.mark.parametrize("name", ["X-Preview-Token", "x_preview_token", "token", "preview"])
def test_a_token_in_the_address_is_not_read(client, send, token, name):
    published = client.get("/graphql/", {"query": QUERY})

    answer = client.get("/graphql/", {"query": QUERY, name: token})

    assert answer.content == published.content == send(QUERY).content


def test_a_token_in_the_body_is_not_read(client, send, token):
    body = {"query": QUERY, "extensions": {"previewToken": token, "X-Preview-Token": token}}

    answer = client.post("/graphql/", body, content_type="application/json")

    assert answer.content == send(QUERY).content


def test_on_the_address_of_another_site_a_token_shows_nothing(settings, send, token):
    settings.ALLOWED_HOSTS = ["*"]
    other = HomePageFactory(title="Autre", slug="autre")
    wagtail_factories.SiteFactory(hostname="autre.exemple.fr", root_page=other)
    elsewhere = {"host": "autre.exemple.fr"}

    published = send(QUERY, headers=elsewhere)
    answer = send(QUERY, token, headers=elsewhere)

    assert answer.content == published.content
    assert b"Brouillon" not in answer.content


def test_the_lists_themselves_leave_out_a_page_of_no_site(send, token, page, caplog):
    page.move(Page.get_first_root_node(), "last-child")

    answer = send("{ pages { title } }", token)

    assert b"Brouillon" not in answer.content
    assert not caplog.records, "enforcement had to stop what the rule of visibility let through"


def test_a_token_is_stored_as_its_digest_alone(token):
    row = PreviewGrant.objects.values().get()

    assert row["digest"] == digest_of(token)
    assert token not in str(row)
    assert len(base64.urlsafe_b64decode(token + "=")) == 32


def test_who_may_not_edit_a_page_gets_no_token(site, page):
    stranger, reader = UserFactory(), UserFactory()
    limit(reader, ContentPageFactory(title="Ailleurs", slug="ailleurs"))

    assert issue(stranger, page, site) is None
    assert issue(reader, page, site) is None
    assert not PreviewGrant.objects.exists()


def test_who_may_edit_one_page_gets_a_token_for_it(site, page, read):
    editor = UserFactory()
    limit(editor, page)

    token = issue(editor, page.get_latest_revision_as_object(), site)

    assert read(f'{{ page(id: "{page.pk}") {{ title }} }}', token)["page"]["title"] == "Brouillon"


def test_an_editor_has_one_grant_for_an_object_and_place(site, page, editor):
    for in_panel in (True, False, True, False):
        issue(editor, page, site, in_panel=in_panel)

    assert PreviewGrant.objects.count() == 2


def test_old_grants_are_deleted(site, page, editor, token):
    PreviewGrant.objects.update(expires=timezone.now() - grants.KEPT - timedelta(minutes=1))

    issue(editor, ContentPageFactory(title="Autre", slug="autre"), site)

    assert PreviewGrant.objects.get().label == "Autre"


def test_a_token_lasts_an_hour(token):
    grant = PreviewGrant.objects.get()

    assert grant.expires - grant.created == timedelta(minutes=60)
