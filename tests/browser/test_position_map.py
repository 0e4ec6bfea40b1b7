"""The map in the form of a sheet: by mouse, by keyboard and by the fields."""

import re

import pytest
from django.contrib.auth.models import Group
from django.core.management import call_command
from wagtail.models import Page
from wagtail_factories import SiteFactory

from iae48.roles import EDITORS, PUBLISHERS
from structures.models import Commune, StructurePage
from tests.browser.conftest import PASSWORD
from tests.factories import CommuneFactory, HomePageFactory, StructurePageFactory, UserFactory

pytestmark = [
    pytest.mark.browser,
    # A live server has its own connection; the rows that migrations made come back after each test.
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
    # Wagtail leaves the closing of rendition files to the garbage collector of its thread.
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]


@pytest.fixture
def content(transactional_db):
    """Create a sheet in Mende and an editor: all that the map needs."""
    Page.objects.filter(depth__gt=1).delete()
    SiteFactory(root_page=HomePageFactory(title="Accueil"), is_default_site=True)
    CommuneFactory(marvejols=True, population=4800)
    mende = CommuneFactory(mende=True, population=12_000)
    StructurePageFactory(name="ALOES", slug="aloes", commune=mende, with_position=True)
    call_command("setup_roles", verbosity=0)
    editor = UserFactory(username="redaction", password=PASSWORD)
    editor.groups.set(Group.objects.filter(name__in=[EDITORS, PUBLISHERS]))


@pytest.fixture
def form(live_server, log_in):
    """Return the form of a sheet in Mende that has no position, at the tab of the map."""
    tab = log_in("redaction")
    sheet = StructurePage.objects.get(slug="aloes", locale__language_code="fr")
    requested = []
    tab.on("request", lambda request: requested.append(request.url))
    tab.goto(f"{live_server.url}/admin/pages/{sheet.pk}/edit/")
    tab.click("a[href='#tab-coordonnees']")
    for name in ("latitude", "longitude"):
        tab.fill(f"#id_{name}", "")
    tab.locator("[data-structure-map]").scroll_into_view_if_needed()
    yield tab
    elsewhere = [
        url for url in requested if not url.startswith((live_server.url, "data:", "blob:"))
    ]
    assert elsewhere == []


def position(tab):
    return tuple(float(tab.input_value(f"#id_{name}")) for name in ("latitude", "longitude"))


def told(tab):
    return tab.inner_text("[data-map-status]").replace("\N{NO-BREAK SPACE}", " ")


def test_the_button_places_the_structure_at_the_centre_of_its_commune(form, shoot):
    mende = Commune.objects.get(code_insee="48095")

    assert told(form) == "La structure n’est pas placée sur la carte."
    shoot(form, "position-map-empty", full_page=False)
    form.click("[data-map-centre]")
    shoot(form, "position-map-placed", full_page=False)

    assert position(form) == (mende.latitude, mende.longitude)
    assert told(form) == "La structure est placée à 0 km du centre de Mende."


def test_a_click_places_the_structure_and_the_marker_is_dragged(form):
    canvas = form.locator("[data-map-canvas]")
    canvas.click(position={"x": 300, "y": 200})
    clicked = position(form)
    marker = form.locator(".structure-map__pin").bounding_box()
    form.mouse.move(marker["x"] + 12, marker["y"] + 12)
    form.mouse.down()
    form.mouse.move(marker["x"] + 112, marker["y"] + 62, steps=8)
    form.mouse.up()
    dragged = position(form)

    assert dragged[0] < clicked[0]  # southwards
    assert dragged[1] > clicked[1]  # eastwards


def test_the_arrows_move_the_marker(form):
    form.click("[data-map-centre]")
    latitude, longitude = position(form)
    form.focus(".structure-map__pin")
    form.keyboard.press("ArrowUp")
    form.keyboard.press("Shift+ArrowLeft")

    assert position(form) == (
        pytest.approx(latitude + 0.001, abs=1e-5),
        pytest.approx(longitude - 0.01, abs=1e-5),
    )
    assert "flèches" in form.get_attribute(".structure-map__pin", "aria-label")


def test_the_fields_move_the_marker_and_take_it_away(form):
    form.fill("#id_latitude", "44.6")
    form.fill("#id_longitude", "3.5")
    assert form.locator(".structure-map__pin").count() == 1
    assert re.match(r"La structure est placée à \d+(,\d)? km du centre de Mende.", told(form))

    form.fill("#id_longitude", "")

    assert form.locator(".structure-map__pin").count() == 0
