"""The admin works under its policy, and a script that gets into a page does not run.

`browser_page` fails each story in which a policy refuses anything.
"""

import pytest
from django.urls import reverse
from django.utils.safestring import mark_safe
from wagtail.models import Page

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


def test_a_script_that_gets_into_a_page_does_not_run(live_server, log_in, monkeypatch):
    tab = log_in("admin").context.new_page()
    refused: list[str] = []
    tab.expose_function("noteRefused", refused.append)
    tab.add_init_script(
        'document.addEventListener("securitypolicyviolation",'
        " (event) => window.noteRefused(event.violatedDirective))"
    )
    page = ContentPage.objects.filter(locale__language_code="fr")[0]
    monkeypatch.setattr(Page, "get_admin_display_title", lambda page: mark_safe(HOSTILE))

    tab.goto(f"{live_server.url}/admin/pages/{page.pk}/")
    tab.wait_for_load_state("networkidle")

    assert "onerror" in tab.content()
    assert {"script-src-elem", "script-src-attr"} <= set(refused)
    assert tab.evaluate("window.hasRun") is None
