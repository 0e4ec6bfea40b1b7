"""The Content-Security-Policy of our documents."""

import re
from pathlib import Path

import pytest
import wagtail
from django.http import HttpResponse
from django.urls import reverse

from cms.content_security_policy import content_security_policy
from tests.factories import SiteSettingsFactory, UserFactory

INLINE_SCRIPT = re.compile(
    r"<script(?![^>]*(?:\ssrc=|application/json|text/template))[^>]*>|\son[a-z]+=[\"']|href=[\"']javascript:"
)
COMMENT = re.compile(r"^\s*#.*$", re.MULTILINE)
# What a browser runs scripts of.
DOCUMENTS = (
    "text/html",
    "application/xhtml+xml",
    "application/xml",
    "text/xml",
    "image/svg+xml",
)
# What Wagtail has inline, and we replace (cms/admin/inline_scripts.py); its search promotions are
# not installed.
REPLACED = {
    "admin/templates/wagtailadmin/panels/inline_panel.html",
    "admin/templates/wagtailadmin/panels/multiple_chooser_panel.html",
    "admin/templates/wagtailadmin/widgets/date_input.html",
    "admin/templates/wagtailadmin/widgets/datetime_input.html",
    "admin/templates/wagtailadmin/widgets/time_input.html",
    "admin/widgets/chooser.py",
    "contrib/search_promotions/templates/wagtailsearchpromotions/add.html",
    "contrib/search_promotions/templates/wagtailsearchpromotions/edit.html",
}


@pytest.fixture
def admin(client, site):
    """Return the client of an administrator; the site has a front end."""
    SiteSettingsFactory(site=site, frontend_url="https://www.exemple.fr/chemin")
    client.force_login(UserFactory(superuser=True))
    return client


def policy_of(response):
    """Return the sources by directive."""
    directives = response["Content-Security-Policy"].split("; ")
    return {name: sources.split() for name, _, sources in (d.partition(" ") for d in directives)}


@pytest.mark.parametrize("view", ["wagtailadmin_home", "wagtailimages:add", "welcome", "mfa_index"])
def test_no_script_runs_but_files_of_this_origin(admin, view):
    policy = policy_of(admin.get(reverse(view), follow=True))

    assert policy["script-src"] == policy["default-src"] == policy["form-action"] == ["'self'"]
    assert policy["object-src"] == policy["base-uri"] == policy["frame-ancestors"] == ["'none'"]


@pytest.mark.parametrize("view", ["wagtailadmin_home", "explorer"])
def test_nothing_is_loaded_from_another_origin(admin, view):
    policy = policy_of(admin.get(reverse(view)))
    policy.pop("frame-src", None)
    inline = policy.pop("style-src")

    assert inline == ["'self'", "'unsafe-inline'"]
    assert {source for sources in policy.values() for source in sources} <= {
        "'self'", "'none'", "data:", "blob:",
    }  # fmt: skip
    # The others fall back to the first of these.
    assert {"default-src", "base-uri", "form-action", "frame-ancestors"} < policy.keys()
    assert "data:" not in policy["script-src"]


@pytest.mark.parametrize("view", ["account_login", "wagtailadmin_home"])
def test_the_admin_frames_the_front_end_and_nobody_else_does(admin, client, view):
    policy = policy_of(admin.get(reverse("wagtailadmin_home")))
    client.logout()
    stranger = policy_of(client.get(reverse(view)))

    assert policy["frame-src"] == ["'self'", "https://www.exemple.fr"]
    assert "frame-src" not in stranger


@pytest.mark.parametrize("content_type", [*DOCUMENTS, "image/svg+xml; charset=utf-8"])
def test_whatever_a_browser_shows_as_a_document_has_a_policy(rf, content_type):
    answer = HttpResponse(content_type=content_type)

    content_security_policy(lambda request: answer)(rf.get("/"))

    assert policy_of(answer)["script-src"] == ["'self'"]


def test_an_answer_that_is_no_document_has_none(client, db):
    assert "Content-Security-Policy" not in client.get("/compte/session/")


def test_pictures_may_be_of_the_host_of_media(admin, settings):
    settings.MEDIA_URL = "https://medias.exemple.fr/media/"

    policy = policy_of(admin.get(reverse("wagtailadmin_home")))

    assert "https://medias.exemple.fr" in policy["img-src"]


def test_the_explorer_has_a_policy_of_its_own(admin):
    policy = policy_of(admin.get(reverse("explorer")))

    others = ("default-src", "base-uri", "form-action", "frame-ancestors")
    assert [policy[name] for name in others] == [["'none'"]] * 4
    assert policy["worker-src"] == policy["script-src"] == ["'self'"]


def test_what_is_missing_has_a_policy_too(client, db):
    assert policy_of(client.get("/nulle-part/"))["script-src"] == ["'self'"]


def test_wagtail_has_no_inline_script_that_is_not_replaced():
    root = Path(wagtail.__file__).parent
    files = [*root.glob("**/templates/**/*.html"), *root.glob("**/*.py")]

    found = {
        str(path.relative_to(root))
        for path in files
        if not {"test", "tests", "tests.py", "project_template"} & set(path.relative_to(root).parts)
        and INLINE_SCRIPT.search(COMMENT.sub("", path.read_text(encoding="utf-8")))
    }

    assert found == REPLACED


def test_our_templates_have_no_inline_script():
    root = Path(__file__).resolve().parents[2]
    folders = ("cms", "home", "iae48", "networks", "structures")
    files = [path for name in folders for path in (root / name).glob("**/templates/**/*.html")]

    assert len(files) > 50
    assert [path for path in files if INLINE_SCRIPT.search(path.read_text(encoding="utf-8"))] == []
