"""What the admin's forms and lists offer: tabs under the same names, a search, a filter."""

import pytest
from django.urls import reverse
from wagtail.models import get_page_models

from cms.models import BasePage
from structures.models import StructurePage
from tests.factories import MenuFactory, StructureKindFactory

PAGES = [model for model in get_page_models() if issubclass(model, BasePage)]


@pytest.mark.parametrize("model", PAGES, ids=lambda model: model.__name__)
def test_the_tabs_of_every_page_have_the_same_names(model):
    tabs = [str(tab.heading) for tab in model.get_edit_handler().children]

    more = ["Coordonnées", "Activités", "Administratif"] if model is StructurePage else []
    assert tabs == ["Contenu", *more, "Référencement", "Relecture"]


def test_kinds_are_searched_and_menus_filtered(client, site, admin_user):
    client.force_login(admin_user)
    kinds = [StructureKindFactory(code=code) for code in ("EI", "AI")]
    menus = [MenuFactory(handle=handle) for handle in ("main", "footer")]

    def listed(rows, **asked):
        page = client.get(reverse(rows[0].snippet_viewset.get_url_name("list")), asked)
        edit = rows[0].snippet_viewset.get_url_name("edit")
        return [reverse(edit, args=[row.pk]) in page.content.decode() for row in rows]

    assert listed(kinds, q="entreprise") == [True, False]
    assert listed(menus, handle="footer") == [False, True]
