"""What *Rédaction* changes: drafts, and media outside of a structure's collection."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from factory.django import ImageField
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import Collection, GroupCollectionPermission, GroupPagePermission, Page

from cms.models import Menu
from home.models import HomePage
from iae48.roles import EDITORS, PUBLISHERS, media_of, set_up_roles
from networks.models import Network
from structures.admin.access import give_access
from structures.models import Commune, StructureKind
from tests.cms.translation.test_limits import BULK, written_below
from tests.factories import (
    ContentPageFactory,
    ImageFactory,
    NetworkFactory,
    StructurePageFactory,
    UserFactory,
)
from tests.structures.admin.conftest import logged_in, member
from tests.structures.admin.test_staff_limits import NUMBER, WRITTEN, admin_addresses

pytestmark = pytest.mark.any_database
PNG = ImageField()._make_data({"format": "PNG"})
LIVE_WITHOUT_DRAFTS = ("menu", "commune", "sector", "sectorgroup", "epci")


@pytest.fixture
def as_editor(world):
    """Return the browser of a member of *Rédaction*."""
    return logged_in(member("redaction", EDITORS))


def all_live():
    """Return the rows that readers get, by model."""
    return {
        "pages": list(Page.objects.filter(live=True).values_list("pk", "title", "path")),
        "networks": list(Network.objects.filter(live=True).values_list("pk", "name")),
        "kinds": list(StructureKind.objects.filter(live=True).values_list("pk", "name")),
        "menus": list(Menu.objects.values_list("pk", "handle")),
        "communes": list(Commune.objects.values_list("pk", "name")),
    }


def call_all(client, data):
    """Send data to each address of the admin."""
    client.raise_request_exception = False
    for path in [*admin_addresses(), *BULK]:
        client.post(f"/{path}?id={NUMBER}&next=/admin/", data)


# Wagtail leaves the closing of rendition files to the garbage collector.
@pytest.mark.filterwarnings("ignore::ResourceWarning")
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_no_address_of_the_admin_lets_an_editor_change_what_is_live(as_editor, home):
    before = all_live()

    call_all(as_editor, written_below(home))

    assert all_live() == before


@pytest.mark.parametrize("action", ["delete", "bulk", "unpublish"])
def test_an_editor_does_not_withdraw_a_live_snippet(as_editor, action):
    network = Network.objects.get(pk=NUMBER)
    address = reverse("wagtail_bulk_action", args=["networks", "network", "delete"])
    if action != "bulk":
        address = reverse(network.snippet_viewset.get_url_name(action), args=[NUMBER])

    response = as_editor.post(f"{address}?id={NUMBER}&next=/admin/", follow=True)

    assert Network.objects.get(pk=NUMBER).live
    assert action == "unpublish" or "vous ne pouvez pas le supprimer" in response.content.decode()


def test_an_editor_deletes_a_draft_and_a_publisher_what_is_live(as_editor):
    draft = NetworkFactory(draft=True)

    for client, pk in ((as_editor, draft.pk), (logged_in(member("p", PUBLISHERS)), NUMBER)):
        client.post(reverse(draft.snippet_viewset.get_url_name("delete"), args=[pk]))
        assert not Network.objects.filter(pk=pk).exists()


def lock(page):
    page.locked, page.locked_at = True, timezone.now()
    page.locked_by = UserFactory(superuser=True)
    page.save()


def schedule(page):
    page.go_live_at = timezone.now() + timedelta(days=1)
    page.save_revision().publish()


def review(page):
    page.save_revision()
    page.get_workflow().start(page, UserFactory(superuser=True))


def move(client, page, way, to):
    """Move a page by its own form or by the one for several; return what the person reads."""
    if way == "bulk":
        bulk = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "move"])
        address = f"{bulk}?id={page.pk}&next=/admin/"
        return client.post(address, {"chooser": to.pk}, follow=True).content.decode()
    address = reverse("wagtailadmin_pages:move_confirm", args=[page.pk, to.pk])
    return client.post(address, follow=True).content.decode()


@pytest.mark.parametrize("hold", [lock, schedule, review])
@pytest.mark.parametrize("way", ["move", "bulk"])
@pytest.mark.parametrize("place", ["itself", "above"])
def test_an_editor_does_not_move_what_is_held(as_editor, home, hold, way, place):
    to = ContentPageFactory(parent=home, draft=True)
    above = ContentPageFactory(parent=home, draft=True)
    above.save_revision()
    page = ContentPageFactory(parent=above, title="Tenue", draft=True)
    hold(page)
    moved = page if place == "itself" else above
    before = Page.objects.get(pk=moved.pk).path

    answer = move(as_editor, moved, way, to)

    assert Page.objects.get(pk=moved.pk).path == before
    assert "« Tenue »" in answer
    assert "vous ne pouvez ni le supprimer ni le déplacer" in answer


@pytest.mark.parametrize("way", ["move", "bulk"])
def test_an_editor_moves_a_draft_and_a_publisher_what_is_scheduled(world, home, way):
    to = ContentPageFactory(parent=home)
    for role, hold in ((EDITORS, Page.save), (PUBLISHERS, schedule)):
        page = ContentPageFactory(parent=home, draft=True)
        page.save_revision()
        hold(page)

        move(logged_in(member(f"une {role}", role)), page, way, to)

        assert Page.objects.get(pk=page.pk).is_descendant_of(Page.objects.get(pk=to.pk)), role


def delete(client, page, way):
    """Delete a page by its own form or by the one for several; return what the person reads."""
    address = reverse("wagtailadmin_pages:delete", args=[page.pk])
    if way == "bulk":
        bulk = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "delete"])
        address = f"{bulk}?id={page.pk}&next=/admin/"
    return client.post(address, follow=True).content.decode()


@pytest.mark.parametrize("hold", [lock, schedule, review])
@pytest.mark.parametrize("way", ["delete", "bulk"])
def test_an_editor_does_not_delete_what_is_held(as_editor, home, hold, way):
    page = ContentPageFactory(parent=home, title="Tenue", draft=True)
    hold(page)

    answer = delete(as_editor, page, way)

    assert Page.objects.filter(pk=page.pk).exists()
    assert "« Tenue »" in answer
    assert "vous ne pouvez ni le supprimer ni le déplacer" in answer


@pytest.mark.parametrize("way", ["delete", "bulk"])
def test_a_publisher_does_not_delete_what_stands_above_a_locked_page(world, home, way):
    above = ContentPageFactory(parent=home, draft=True)
    lock(ContentPageFactory(parent=above, title="Tenue", draft=True))

    answer = delete(logged_in(member("publication", PUBLISHERS)), above, way)

    assert Page.objects.filter(pk=above.pk).exists()
    assert "« Tenue » est verrouillé ou en relecture" in answer


@pytest.mark.parametrize("hold", [lock, schedule])
def test_what_is_held_is_deleted_by_whom_it_is_not_held_for(world, home, hold):
    page = ContentPageFactory(parent=home, draft=True)
    hold(page)
    publisher = member("publication", PUBLISHERS)
    Page.objects.filter(pk=page.pk, locked=True).update(locked_by=publisher)

    logged_in(publisher).post(reverse("wagtailadmin_pages:delete", args=[page.pk]))

    assert not Page.objects.filter(pk=page.pk).exists()


def test_a_snippet_that_is_scheduled_is_deleted_by_a_publisher(world):
    network = NetworkFactory(draft=True)
    schedule(network)
    address = reverse(network.snippet_viewset.get_url_name("delete"), args=[network.pk])

    logged_in(member("publication", PUBLISHERS)).post(address)

    assert not Network.objects.filter(pk=network.pk).exists()


@pytest.mark.parametrize("hold", [lock, schedule, review])
@pytest.mark.parametrize("way", ["delete", "bulk"])
def test_an_editor_does_not_delete_a_snippet_that_is_held(as_editor, hold, way):
    network = NetworkFactory(draft=True)
    hold(network)
    address = reverse(network.snippet_viewset.get_url_name("delete"), args=[network.pk])
    if way == "bulk":
        bulk = reverse("wagtail_bulk_action", args=["networks", "network", "delete"])
        address = f"{bulk}?id={network.pk}&next=/admin/"

    answer = as_editor.post(address, follow=True).content.decode()

    assert Network.objects.filter(pk=network.pk).exists()
    assert "vous ne pouvez ni le supprimer ni le déplacer" in answer


def test_who_does_not_publish_has_no_right_to_what_has_no_drafts(world):
    group = Group.objects.get(name=EDITORS)
    codenames = [f"{a}_{m}" for a in ("add", "change", "delete") for m in LIVE_WITHOUT_DRAFTS]

    assert not group.permissions.filter(codename__in=codenames).exists()


# --- The root ------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", [EDITORS, PUBLISHERS, "Traduction anglais"])
def test_only_administrators_put_anything_at_the_root(world, home, role):
    client = logged_in(member("personne", role))
    root = Page.get_first_root_node()
    client.raise_request_exception = False
    below_root = {**written_below(root), "new_parent_page": root.pk, "alias": "", "locales": []}
    before = list(root.get_children().values_list("pk", flat=True))

    for page in (home, Page.objects.get(pk=NUMBER)):
        for alias in ("", "on"):
            copied = {**below_root, "alias": alias, "copy_subpages": "on", "new_slug": "autre"}
            client.post(reverse("wagtailadmin_pages:copy", args=[page.pk]), copied)
        client.post(reverse("wagtailadmin_pages:move_confirm", args=[page.pk, root.pk]), below_root)
        client.post(
            reverse("simple_translation:submit_page_translation", args=[page.pk]),
            {"locales": [page.locale_id]},
        )
    client.post(reverse("wagtailadmin_pages:add", args=["home", "homepage", root.pk]), below_root)
    bulk = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "move"])
    client.post(f"{bulk}?id={NUMBER}&next=/admin/", {"chooser": root.pk})

    assert list(root.get_children().values_list("pk", flat=True)) == before


def test_a_new_home_page_is_open_to_the_groups(world, home):
    second = home.copy(update_attrs={"slug": "second", "title": "Second"})

    for role, may_publish in ((EDITORS, False), (PUBLISHERS, True)):
        tester = HomePage.objects.get(pk=second.pk).permissions_for_user(member(role, role))
        assert (tester.can_edit(), tester.can_publish()) == (True, may_publish)


def test_rights_at_the_root_that_the_groups_once_had_are_taken_away(world, home):
    group = Group.objects.get(name=EDITORS)
    root = Page.get_first_root_node()
    rights = GroupPagePermission.objects.filter(group=group)
    rights.create(group=group, page=root, permission=rights.first().permission)

    set_up_roles()

    assert not rights.filter(page=root).exists()
    assert rights.filter(page=home).exists()


# --- Media ---------------------------------------------------------------------------------------


@pytest.fixture
def collection_of_structure(world):
    """Return the collection of a structure."""
    sheet = StructurePageFactory()
    give_access(sheet, "equipe@exemple.fr")
    return Collection.objects.get(name__startswith="Structure ")


@pytest.mark.filterwarnings("ignore::ResourceWarning")
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize("role", [EDITORS, "Traduction anglais"])
def test_no_address_of_the_admin_puts_media_into_the_collection_of_a_structure(
    collection_of_structure, role, english
):
    client = logged_in(member("personne", role))
    own = Collection.objects.get(name=media_of(english))
    models = (get_image_model(), get_document_model())
    # What they may change, so that its collection alone is what is refused.
    for model in models:
        model.objects.update(collection=own)
    key = collection_of_structure.pk
    data = {**WRITTEN, "collection": key, "image-chooser-upload-collection": key}
    data |= {"document-chooser-upload-collection": key, "title": "Prise", "name": "Prise"}

    client.raise_request_exception = False
    for path in admin_addresses():
        names = ("file", "files[]", "image-chooser-upload-file", "document-chooser-upload-file")
        files = {name: SimpleUploadedFile("schema.png", PNG, "image/png") for name in names}
        client.post(f"/{path}?id={NUMBER}&next=/admin/", data | files)

    for model in models:
        assert not model.objects.filter(collection=collection_of_structure).exists()
    collection_of_structure.refresh_from_db()
    assert collection_of_structure.name.startswith("Structure ")


@pytest.mark.filterwarnings("ignore::ResourceWarning")
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_an_editor_changes_media_of_the_languages_and_chooses_among_all(as_editor, english):
    own = ImageFactory(collection=Collection.objects.get(name=media_of(english)))
    others = ImageFactory(collection=Collection.objects.get(pk=NUMBER))

    statuses = [
        as_editor.get(reverse("wagtailimages:edit", args=[image.pk])).status_code
        for image in (own, others)
    ]
    chosen = as_editor.get(reverse("wagtailimages_chooser:chosen", args=[others.pk]))

    assert statuses == [200, 302]
    assert chosen.status_code == 200


def test_media_that_editors_could_change_at_the_root_stay_theirs(world, home):
    group = Group.objects.get(name=EDITORS)
    root = Collection.get_first_root_node()
    rights = GroupCollectionPermission.objects.filter(
        group=group, permission__codename="change_image"
    )
    rights.create(group=group, collection=root, permission=rights.first().permission)
    image = ImageFactory(collection=root)

    set_up_roles()

    image.refresh_from_db()
    assert image.collection.name == media_of(home.locale)
    assert not rights.filter(collection=root).exists()
