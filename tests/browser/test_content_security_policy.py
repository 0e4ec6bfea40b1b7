"""The admin works under its policy, and a script that gets into a page does not run.

`browser_page` fails each story in which a policy refuses anything.
"""

import re

import pytest
from django.urls import Resolver404, resolve, reverse
from django.utils.safestring import mark_safe
from wagtail.models import GroupApprovalTask, Page, Workflow

from cms.models import Menu
from cms.models.settings import SiteSettings
from home.models import ContentPage
from structures.models import StructurePage

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
    # Wagtail leaves the closing of rendition files to the garbage collector of its thread.
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]
# Views that answer a fragment, a file or a redirect, and those that end the session.
NO_PAGE = re.compile(r"logout|bulk_action|export|download|_results|jsi18n|lock|view_draft")
HOSTILE = "<script>window.hasRun = 1</script><img src='/x' onerror='window.hasRun = 1'>"


def test_widgets_start_in_a_form_and_in_what_is_added_to_it(live_server, log_in):
    tab = log_in("admin")
    sheet = StructurePage.objects.get(slug="aloes", locale__language_code="fr")

    tab.goto(f"{live_server.url}{reverse('wagtailadmin_pages:edit', args=[sheet.pk])}")
    tab.click("a[href='#tab-administratif']")
    tab.click("#id_convention_ends_on")
    tab.locator(".xdsoft_datetimepicker:visible").wait_for()
    tab.click("a[href='#tab-activites']")
    tab.click("#id_activities-ADD")
    added = tab.locator("#id_activities-FORMS > *").last
    added.locator("[data-chooser-action-choose]:visible").first.click()
    tab.locator(".modal-body a[data-chooser-modal-choice]").first.wait_for()

    assert tab.locator("[data-controller=cms-start]").count() == 0


def test_choosers_open_and_menus_grow(live_server, log_in):
    tab = log_in("admin")
    menu = Menu.objects.filter(locale__language_code="fr")[0]

    tab.goto(f"{live_server.url}/admin/snippets/cms/menu/edit/{menu.pk}/")
    tab.click("#id_items-ADD")
    added = tab.locator("#id_items-FORMS > *").last
    added.locator("[data-chooser-action-choose]:visible").first.click()
    tab.locator(".modal-body a.choose-page").first.click()

    added.locator(".chooser__title", has_text="IAE 48").wait_for()


def test_the_preview_beside_the_form_frames_the_front_end(live_server, log_in):
    SiteSettings.objects.update(frontend_url=live_server.url)
    tab = log_in("admin")
    page = ContentPage.objects.filter(locale__language_code="fr")[0]

    response = tab.goto(f"{live_server.url}/admin/pages/{page.pk}/edit/")
    tab.wait_for_load_state("networkidle")

    assert live_server.url in response.headers["content-security-policy"]


def test_the_chooser_of_a_workflow_s_task_opens(live_server, log_in):
    tab = log_in("admin")
    workflow = Workflow.objects.create(name="Relecture")
    GroupApprovalTask.objects.create(name="Relire")

    tab.goto(f"{live_server.url}/admin/workflows/edit/{workflow.pk}/")
    tab.click("#id_workflow_tasks-ADD")
    tab.locator(".task-chooser [data-chooser-action-choose]:visible").first.click()
    tab.locator(".modal-body [role=tab]", has_text="Existant").click()
    tab.locator(".modal-body a.task-choice", has_text="Relire").click()

    tab.locator(".task-chooser .chooser__title", has_text="Relire").wait_for()


@pytest.mark.parametrize("kind", ["images", "documents"])
def test_a_refused_drawing_among_several_says_what_is_refused(live_server, log_in, kind):
    tab = log_in("admin")
    drawing = b"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 9 6'><script>1</script></svg>"

    tab.goto(f"{live_server.url}/admin/{kind}/multiple/add/")
    file = {"name": "logo.svg", "mimeType": "image/svg+xml", "buffer": drawing}
    tab.set_input_files("#fileupload", files=[file])

    tab.locator(".error_messages", has_text="<script>. Exportez le dessin").wait_for()
    assert not tab.locator("#upload-list .error-message:visible").count()


# Wagtail compares texts that are addresses as HTML.
@pytest.mark.filterwarnings("ignore:.*looks more like a URL")
def test_no_page_of_the_admin_needs_what_the_policy_refuses(live_server, log_in):
    """Follow the links of the admin: one page of each view, and the form of each type of page."""
    tab = log_in("admin")
    GroupApprovalTask.objects.create(name="Relire")
    Workflow.objects.create(name="Relecture")
    keys = {page.specific_class: page.pk for page in Page.objects.filter(depth__gt=1)}
    forms = {reverse("wagtailadmin_pages:edit", args=[key]) for key in keys.values()}
    others = ("wagtailadmin_home", "mfa_index", "explorer", "account_change_password")
    waiting = [*forms, *map(reverse, others)]
    views, failed = set(), {}

    while waiting:
        path = waiting.pop(0)
        view = view_name(path)
        if view is None or (view in views and path not in forms):
            continue
        forms.discard(path)
        views.add(view)
        response = tab.goto(f"{live_server.url}{path}", wait_until="load")
        if response.status >= 400 or "content-security-policy" not in response.headers:
            failed[path] = response.status
        links = tab.eval_on_selector_all("a[href]", "all => all.map((one) => one.pathname)")
        waiting += [link for link in dict.fromkeys(links) if view_name(link) not in views]

    assert failed == {}
    assert len(views) > 100


def view_name(path):
    """Return the name of an admin's view that shows a page; None of another one's."""
    try:
        name = resolve(path).view_name
    except Resolver404:
        return None
    is_shown = path.startswith(("/admin/", "/compte/", "/explorer/"))
    return name if is_shown and not NO_PAGE.search(name) else None


@pytest.mark.parametrize("has_policy", [True, False])
def test_a_script_that_gets_into_a_page_runs_only_without_the_policy(
    live_server, log_in, monkeypatch, has_policy
):
    """Store scripts as titles, and have the admin forget to escape them."""
    page = ContentPage.objects.filter(locale__language_code="fr")[0]
    Page.objects.filter(pk=page.pk).update(title=HOSTILE, draft_title=HOSTILE)
    display = "get_admin_display_title"
    monkeypatch.setattr(Page, display, lambda page: mark_safe(page.draft_title or page.title))
    if not has_policy:
        monkeypatch.setattr("cms.content_security_policy.serialize", lambda policy: "")
    tab = log_in("admin").context.new_page()
    refused: list[str] = []
    tab.expose_function("noteRefused", lambda directive: refused.append(directive))
    tab.add_init_script(
        'document.addEventListener("securitypolicyviolation",'
        " (event) => window.noteRefused(event.violatedDirective))"
    )

    tab.goto(f"{live_server.url}/admin/pages/{page.pk}/")
    tab.wait_for_load_state("networkidle")

    assert "onerror" in tab.content()
    assert tab.evaluate("window.hasRun") == (None if has_policy else 1)
    assert {"script-src-elem", "script-src-attr"} <= set(refused) or not has_policy
