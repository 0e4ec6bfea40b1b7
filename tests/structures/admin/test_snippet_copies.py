"""« Copier » beside a snippet: what must be unique is asked for anew, and nothing fails."""

import re

import pytest
from django.urls import reverse
from wagtail.admin.rich_text import DraftailRichTextArea

from cms.models import Menu
from networks.models import Network
from structures.models import Commune, Epci, Sector, SectorGroup, StructureKind
from tests.cms.translation.test_limits import form_data
from tests.factories import (
    CommuneFactory,
    EpciFactory,
    MenuFactory,
    NetworkFactory,
    SectorFactory,
    SectorGroupFactory,
    StructureKindFactory,
    UserFactory,
)
from tests.structures.admin.conftest import logged_in, with_token

UNIQUE = {
    StructureKind: (StructureKindFactory, {"code": "EITI"}),
    Network: (NetworkFactory, {"slug": "autre"}),
    Sector: (SectorFactory, {"slug": "autre"}),
    SectorGroup: (SectorGroupFactory, {"slug": "autre"}),
    Commune: (CommuneFactory, {"code_insee": "48999"}),
    Epci: (EpciFactory, {"code": "249999999"}),
    Menu: (MenuFactory, {"handle": "footer"}),
}
# A menu has one entry at least.
ENTRY = {"label": "Un", "external_url": "https://exemple.fr/", "page": "", "id": "", "ORDER": "1"}
ENTRIES = {"items-TOTAL_FORMS": 1, "items-INITIAL_FORMS": 0} | {
    f"items-0-{name}": value for name, value in ENTRY.items()
}


@pytest.fixture(params=UNIQUE, ids=lambda model: model.__name__)
def row(request, site):
    """Return a row of each kind of snippet that has something unique."""
    factory, _other = UNIQUE[request.param]
    return factory(handle="main") if request.param is Menu else factory()


def test_a_copy_with_the_same_identifier_is_refused_and_another_one_is_made(row, roles):
    model, browser = type(row), logged_in(UserFactory(superuser=True), enforce_csrf_checks=True)
    address = reverse(model.snippet_viewset.get_url_name("copy"), args=[row.pk])
    page = browser.get(address)
    action = re.search(r'<form action="([^"]*)"[^>]*method="POST"', page.content.decode())
    to = action[1] if action else page.context["action_url"]
    form = page.context["form"]
    data = form_data(browser, address) | with_token(browser, address)
    data |= {
        name: "null"
        for name, field in form.fields.items()
        if isinstance(field.widget, DraftailRichTextArea)
    }
    data |= {name: form[name].value() for name in form.fields if form[name].value() == 0}
    data |= ENTRIES if model is Menu else {}

    same = browser.post(to, data)
    after_refusal = model.objects.count()
    other = browser.post(to, data | UNIQUE[model][1])

    assert (same.status_code, after_refusal) == (200, 1)
    assert same.context["form"].errors
    assert (other.status_code, model.objects.count()) == (302, 2)
    row.refresh_from_db()
    for name, value in UNIQUE[model][1].items():
        assert getattr(row, name) != value
