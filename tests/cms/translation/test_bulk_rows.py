"""Each bulk action names the rows that somebody may see; others are answered like missing ones."""

from itertools import product
from typing import Any

import pytest
from django.contrib.auth.models import Group, Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.admin.views.bulk_action.registry import bulk_action_registry
from wagtail.models import (
    Collection,
    GroupCollectionPermission,
    GroupPagePermission,
    Page,
    PageViewRestriction,
)
from wagtail.snippets.models import get_snippet_models

from cms.models import CustomDocument, CustomImage, User
from networks.models import Network
from structures.models import StructureKind
from tests.cms.translation.conftest import TRANSLATORS, logged_in
from tests.factories import (
    ContentPageFactory,
    DocumentFactory,
    ImageFactory,
    NetworkFactory,
    StructureKindFactory,
)
from tests.structures.admin.test_staff_limits import all_rows

pytestmark = [
    # Wagtail leaves the closing of rendition files to the garbage collector.
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]
WORD = "Confidentielle"
MISSING = 999_999


def actions():
    """Return (model, name) of each bulk action that is registered."""
    bulk_action_registry.get_bulk_actions_for_model("", "")
    return [
        (action.models[0] if len(action.models) == 1 else model, name)
        for app, models in bulk_action_registry.actions.items()
        for model_name, named in models.items()
        for name, action in named.items()
        for model in action.models
        if (model._meta.app_label, model._meta.model_name) == (app, model_name)
    ]


def ask(client, model, action, *keys, method="get", **data):
    options = model._meta
    address = reverse("wagtail_bulk_action", args=[options.app_label, options.model_name, action])
    query = "&".join([*(f"id={key}" for key in keys), "next=/admin/"])
    return getattr(client, method)(f"{address}?{query}", data)


@pytest.fixture
def outsider(roles, english):
    """Return somebody who has every right, on the English pages and on one collection alone."""
    group = Group.objects.create(name="Ailleurs")
    models = [model._meta.model_name for model in get_snippet_models()]
    wanted = [f"{does}_{name}" for does in ("add", "change", "delete") for name in models]
    group.permissions.set(Permission.objects.filter(codename__in=[*wanted, "access_admin"]))
    home = Page.objects.get(locale=english, depth=2)
    collection = Collection.get_first_root_node().add_child(name="À eux")
    for kind, place, permissions in (
        (GroupPagePermission, {"page": home}, ["wagtailcore"]),
        (GroupCollectionPermission, {"collection": collection}, ["wagtailimages", "wagtaildocs"]),
    ):
        names = ["page", "image", "document"]
        actions = ["add", "change", "delete", "publish", "choose", "bulk_delete"]
        for permission in Permission.objects.filter(
            content_type__app_label__in=permissions,
            codename__in=[f"{action}_{name}" for action, name in product(actions, names)],
        ):
            kind.objects.create(group=group, permission=permission, **place)
    return logged_in("Ailleurs")


@pytest.fixture
def rows(home, english, outsider):
    """Return, by model, rows that the outsider must not see, and one of their own."""
    own = Collection.objects.get(name="À eux")
    other = Collection.get_first_root_node().add_child(name="Aux autres")
    private = ContentPageFactory(parent=home, title=f"{WORD} privée")
    PageViewRestriction.objects.create(page=private, restriction_type="login")
    below = ContentPageFactory(parent=private, title=f"{WORD} dessous")
    draft = ContentPageFactory(parent=home, title=f"{WORD} à venir", draft=True)
    theirs = ContentPageFactory(parent=home.get_translation(english), title="À eux", draft=True)
    return {
        Page: ([private, below, draft], theirs),
        CustomImage: (
            [ImageFactory(title=WORD, collection=other)],
            ImageFactory(title="À eux", collection=own),
        ),
        CustomDocument: (
            [DocumentFactory(title=WORD, collection=other)],
            DocumentFactory(title="À eux", collection=own),
        ),
        Network: (
            [NetworkFactory(name=WORD, draft=True)],
            NetworkFactory(name="À eux", locale=english, draft=True),
        ),
        StructureKind: (
            [StructureKindFactory(name=WORD, code="AI", draft=True)],
            StructureKindFactory(name="À eux", code="EI", locale=english, draft=True),
        ),
    }


def test_each_action_is_of_a_model_with_rows_to_hide_or_whose_rows_are_all_public(rows):
    without_drafts = {model for model in get_snippet_models() if not hasattr(model, "live")}

    assert {model for model, _name in actions()} == {*rows, *without_drafts, User}
    assert len(actions()) >= 20


@pytest.mark.parametrize("method", ["get", "post"])
def test_rows_that_somebody_must_not_see_are_answered_like_missing_ones(rows, outsider, method):
    before = all_rows()

    for model, name in actions():
        hidden, _own = rows.get(model, ([], None))
        for row in hidden:
            statuses = {
                ask(outsider, model, name, key, method=method).status_code
                for key in (row.pk, MISSING)
            }
            assert statuses == {404}, (model, name, row)
    assert all_rows() == before


def test_beside_rows_of_their_own_those_are_not_named(rows, outsider):
    for (model, (hidden, own)), of_all in product(rows.items(), [False, True]):
        for name in [name for of, name in actions() if of is model]:
            keys = ["all"] if of_all else [own.pk, *(row.pk for row in hidden)]
            answer = ask(outsider, model, name, *keys)
            text = answer.content.decode()
            assert (answer.status_code, WORD in text, "À eux" in text) == (200, False, True), name


def test_the_same_rows_are_named_to_whoever_may_act_on_them(rows, admin_client):
    for model, (hidden, _own) in rows.items():
        for name in [name for of, name in actions() if of is model]:
            text = ask(admin_client, model, name, *(row.pk for row in hidden)).content.decode()
            assert WORD in text, (model, name)


def test_what_everyone_reads_is_there_without_a_title_to_come(home, as_translator):
    page = ContentPageFactory(parent=home, title="Publique")
    page.title = f"{WORD} bientôt"
    page.save_revision()
    network = NetworkFactory(name="Publié")

    of_page = ask(as_translator, Page, "delete", page.pk).content.decode()
    of_network = ask(as_translator, Network, "delete", network.pk).content.decode()

    assert "Une page que vous ne pouvez pas modifier" in of_page
    assert WORD not in of_page
    assert "Publié" in of_network


def test_a_translator_with_the_right_to_delete_deletes_in_their_language_alone(
    english, as_translator
):
    Group.objects.get(name=TRANSLATORS).permissions.add(
        Permission.objects.get(codename="delete_network")
    )
    foreign, own = NetworkFactory(name=WORD), NetworkFactory(locale=english, draft=True)

    ask(as_translator, Network, "delete", foreign.pk, own.pk, method="post")

    assert list(Network.objects.all()) == [foreign]


def test_accounts_are_named_to_nobody_without_a_right_on_accounts(outsider, admin_user):
    for name in [name for model, name in actions() if model is User]:
        answer = ask(outsider, User, name, admin_user.pk)
        assert (answer.status_code, answer.url) == (302, reverse("wagtailadmin_home"))


def test_pages_are_not_moved_to_a_page_that_the_person_must_not_see(rows, outsider):
    [_private, _below, draft], own = rows[Page]
    before = Page.objects.get(pk=own.pk).path

    answers = [
        ask(outsider, Page, "move", own.pk, method="post", chooser=key)
        for key in (draft.pk, MISSING)
    ]

    errors = [answer.context["form"].errors["chooser"] for answer in answers]
    assert errors[0] == errors[1]
    assert WORD not in answers[0].content.decode()
    assert Page.objects.get(pk=own.pk).path == before


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_page_is_not_moved_to_a_page_that_the_person_must_not_see(
    home, english, outsider, method
):
    """The place is in the person's language: nothing but the rule of the chooser refuses it."""
    parent = home.get_translation(english)
    section = ContentPageFactory(parent=parent, title="Notre partie")
    other = ContentPageFactory(parent=parent, title=f"{WORD} partie", draft=True)
    page = ContentPageFactory(parent=section, title="À nous", draft=True)
    GroupPagePermission.objects.filter(group__name="Ailleurs").update(page=section)
    before = Page.objects.get(pk=page.pk).path

    address = reverse("wagtailadmin_pages:move_confirm", args=[page.pk, other.pk])
    answer = getattr(outsider, method)(address, follow=True)

    assert WORD not in answer.content.decode()
    assert answer.redirect_chain[0][0] == reverse("wagtailadmin_home")
    assert Page.objects.get(pk=page.pk).path == before


def test_a_page_is_not_copied_to_a_page_that_the_person_must_not_see(rows, outsider):
    [private, *_others], own = rows[Page]
    address = reverse("wagtailadmin_pages:copy", args=[own.pk])
    data = {"new_title": "Copie", "new_slug": "copie", "new_parent_page": private.pk}

    answer = outsider.post(address, data)

    refused = answer.context["form"].errors.as_data()["new_parent_page"]
    assert [error.code for error in refused] == ["invalid_choice"]
    assert WORD not in answer.content.decode()


@pytest.mark.parametrize("model", [Page, Network])
def test_the_number_of_queries_does_not_depend_on_how_many_rows_are_left_out(
    rows, outsider, home, model
):
    hidden, own = rows[model]
    row: Any = hidden[0]

    def count(*keys):
        with CaptureQueriesContext(connection) as queries:
            assert ask(outsider, model, "delete", own.pk, *keys).status_code == 200
        return len(queries)

    make: Any = {
        Page: lambda: ContentPageFactory(parent=home, draft=True),
        Network: lambda: NetworkFactory(draft=True),
    }[model]
    more = [make().pk for _each in range(3)]
    count(row.pk)

    assert count(row.pk, *more) <= count(row.pk)
