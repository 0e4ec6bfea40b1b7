"""Public files are changed, moved and deleted by people who publish alone."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import get_resolver, reverse
from django.utils import timezone
from wagtail.admin.views.bulk_action.registry import bulk_action_registry
from wagtail.documents import admin_urls as document_urls
from wagtail.images import admin_urls as image_urls
from wagtail.models import Collection, Locale, Site, Workflow

from cms.media.public_files import reasons_to_refuse
from cms.models import CustomDocument, CustomImage
from iae48.roles import EDITORS, PUBLISHERS, media_of, translators
from structures.admin.access import give_access
from tests.cms.graphql.test_published_media import (
    as_logo_of_a_network,
    as_social_image,
    in_prose,
    in_streams,
)
from tests.cms.uploads.corpus import photo
from tests.factories import (
    CollectionFactory,
    ContentPageFactory,
    DocumentFactory,
    ImageFactory,
    PageViewRestrictionFactory,
    SiteSettingsFactory,
    StructurePageFactory,
    UserFactory,
)
from tests.members import browser_of, member_of

pytestmark = [
    pytest.mark.any_database,
    # Wagtail leaves the files of its own renditions to the garbage collector.
    pytest.mark.filterwarnings("ignore:.*nclosed file:ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]

KINDS = pytest.mark.parametrize("factory", [ImageFactory, DocumentFactory])
IMAGE, DOCUMENT = ("wagtailimages", "image", "image-{}-"), ("wagtaildocs", "document", "doc-{}-")
WHAT_TO_DO = "Ajoutez un autre fichier et choisissez-le dans votre brouillon"


def kind_of(file):
    return IMAGE if isinstance(file, CustomImage) else DOCUMENT


def send(client, address, data):
    """Post with the token of a form of the admin; return the response and what it says."""
    client.get(reverse("wagtailadmin_account"))
    token = {"csrfmiddlewaretoken": client.cookies["csrftoken"].value}
    response = client.post(address, {**data, **token}, follow=True)
    if response["Content-Type"] == "application/json":
        return str(response.json())
    return response.content.decode()


def changed(file, prefix=""):
    values = {
        "title": "Un titre à garder",
        "description": "Un jardin",
        "tags": "",
        "collection": file.collection_id,
        "file": SimpleUploadedFile("autre.png", photo("PNG")),
    }
    return {prefix + name: value for name, value in values.items()}


def edit(client, file):
    app, _name, _prefix = kind_of(file)
    return send(client, reverse(f"{app}:edit", args=[file.pk]), changed(file))


def edit_one_of_many(client, file):
    app, _name, prefix = kind_of(file)
    data = changed(file, prefix.format(file.pk))
    del data[f"{prefix.format(file.pk)}file"]
    return send(client, reverse(f"{app}:edit_multiple", args=[file.pk]), data)


def delete(client, file):
    return send(client, reverse(f"{kind_of(file)[0]}:delete", args=[file.pk]), {})


def delete_one_of_many(client, file):
    return send(client, reverse(f"{kind_of(file)[0]}:delete_multiple", args=[file.pk]), {})


def bulk(client, file, action, data):
    address = reverse("wagtail_bulk_action", args=["cms", file._meta.model_name, action])
    return send(client, f"{address}?id={file.pk}&next=/admin/", data)


def delete_many(client, file):
    return bulk(client, file, "delete", {})


def move_many(client, file):
    below = file.collection.get_children().get()
    return bulk(client, file, "add_to_collection", {"collection": below.pk})


DOORS = {
    "edit": edit,
    "edit_multiple": edit_one_of_many,
    "delete": delete,
    "delete_multiple": delete_one_of_many,
    "bulk delete": delete_many,
    "bulk add_to_collection": move_many,
}
# Readers get no tags; the others write nothing.
HARMLESS = {
    "image_usage",
    "document_usage",
    "preview",
    "url_generator",
    "url_generator_output",
    "bulk add_tags",
}
EACH_DOOR = pytest.mark.parametrize("door", DOORS.values(), ids=DOORS)


def stored(file):
    """Return the row of a file, and whether its file is there."""
    row = type(file).objects.filter(pk=file.pk).values().first()
    return row, file.file.storage.exists(file.file.name)


@pytest.fixture(autouse=True)
def _roles(english, roles):
    """Set up the groups of the site."""


@pytest.fixture
def collection(roles):
    """Return a collection in which *Rédaction* may do all; there is one below."""
    media = Collection.objects.get(name=media_of(Locale.get_default()))
    CollectionFactory(parent=media)
    return media


@pytest.fixture
def editor():
    """Return the account of somebody who writes drafts, and publishes nothing."""
    return member_of(EDITORS)


@EACH_DOOR
@KINDS
def test_no_door_lets_an_editor_touch_a_public_file(factory, door, editor, collection, committed):
    file = factory(collection=collection, uploaded_by_user=editor, is_released=True)
    type(file).objects.update(is_released=True)
    before = stored(file)

    with committed():
        said = door(browser_of(editor), file)

    assert stored(file) == before
    assert WHAT_TO_DO in said
    if door in (edit, edit_one_of_many):
        assert "Un titre à garder" in said
        assert "<fieldset disabled>" not in said
    # What the admin shows of a file is made of the stored one.
    assert factory is DocumentFactory or all(r.width <= file.width for r in file.renditions.all())


@EACH_DOOR
@pytest.mark.parametrize("role", ["translator", "staff"])
def test_no_door_lets_a_translator_or_staff_touch_a_used_file(role, door, english, committed):
    sheet = StructurePageFactory()
    if role == "staff":
        user = give_access(sheet, "equipe@exemple.fr").user
        own = Collection.objects.get(name__startswith="Structure ")
    else:
        user, own = member_of(translators(english)), Collection.objects.get(name=media_of(english))
    CollectionFactory(parent=own)
    image = ImageFactory(collection=own, uploaded_by_user=user)
    before = stored(image)
    assert reasons_to_refuse(user, [image]) == []
    sheet.logo = image
    sheet.save_revision().publish()

    with committed():
        said = door(browser_of(user), image)

    assert stored(image) == before
    # The other doors are closed to staff.
    assert WHAT_TO_DO in said or (role == "staff" and door not in (edit, delete))


@EACH_DOOR
@KINDS
@pytest.mark.parametrize(("group", "is_public"), [(EDITORS, False), (PUBLISHERS, True)])
def test_each_door_is_open_to_who_may(factory, door, group, is_public, collection):
    file = factory(collection=collection, is_released=is_public)
    before = stored(file)

    said = door(browser_of(member_of(group)), file)

    assert stored(file)[0] != before[0]
    assert WHAT_TO_DO not in said


@EACH_DOOR
def test_the_check_and_the_change_are_one_transaction(door, editor, collection):
    image = ImageFactory(collection=collection, is_released=False)

    with CaptureQueriesContext(connection) as queries:
        door(browser_of(editor), image)

    said = [query["sql"] for query in queries]
    checked = next(
        n for n, sql in enumerate(said) if "referenceindex" in sql and "is_released" in sql
    )
    written = ('UPDATE "cms_customimage"', 'DELETE FROM "cms_customimage"')
    last = max(n for n, sql in enumerate(said) if sql.startswith(written))
    assert any(
        said.index(f"RELEASE {sql}") > last > checked
        for sql in said[:checked]
        if sql.startswith("SAVEPOINT")
    )


@pytest.mark.parametrize(
    ("urls", "model"), [(image_urls, CustomImage), (document_urls, CustomDocument)]
)
def test_each_door_is_known(urls, model):
    names = {
        pattern.name
        for pattern in urls.urlpatterns
        if {"image_id", "document_id", "doc_id"} & pattern.pattern.converters.keys()
    }
    get_resolver().url_patterns  # noqa: B018  loads the hooks
    actions = bulk_action_registry.get_bulk_actions_for_model("cms", model._meta.model_name)
    names |= {f"bulk {action.action_type}" for action in actions}

    assert {"edit", "delete", "bulk delete"} < names
    assert names <= DOORS.keys() | HARMLESS


@KINDS
def test_the_form_of_a_public_file_is_read_only_for_who_may_not_change_it(
    factory, editor, collection
):
    file = factory(collection=collection)
    address = reverse(f"{kind_of(file)[0]}:edit", args=[file.pk])

    shown = browser_of(editor).get(address).content.decode()
    of_publisher = browser_of(member_of(PUBLISHERS)).get(address).content.decode()
    file.is_released = False
    file.save()
    of_free = browser_of(editor).get(address).content.decode()

    button = 'data-w-kbd-key-value="mod+s"'
    assert WHAT_TO_DO in shown
    assert "<fieldset disabled>" in shown
    assert button not in shown
    for page in (of_publisher, of_free):
        assert WHAT_TO_DO not in page
        assert "<fieldset disabled>" not in page
        assert button in page


def test_the_question_before_a_deletion_is_not_asked_in_vain(editor, collection):
    image = ImageFactory(collection=collection)

    response = browser_of(editor).get(reverse("wagtailimages:delete", args=[image.pk]))

    assert response.status_code == 302
    assert response["Location"] == reverse("wagtailimages:edit", args=[image.pk])


def test_a_bulk_action_does_nothing_when_one_file_is_public(editor, collection):
    free = ImageFactory(collection=collection, is_released=False)
    held = ImageFactory(collection=collection, title="La publique")
    address = reverse("wagtail_bulk_action", args=["cms", "customimage", "delete"])

    said = send(browser_of(editor), f"{address}?id={free.pk}&id={held.pk}&next=/admin/", {})

    assert "« La publique » a été mis à disposition" in said
    assert CustomImage.objects.count() == 2


def in_the_settings_of_another_site(home, image, document):
    other = Site.objects.create(hostname="autre.exemple.fr", root_page=home)
    return SiteSettingsFactory(site=other, logo=image)


def in_a_private_page(home, image, document):
    page = in_streams(home, image, document)
    PageViewRestrictionFactory(page=page)
    return page


def in_a_language_without_home(home, image, document):
    page = in_streams(home, image, document)
    type(page).objects.update(locale=Locale.objects.get(language_code="en"))
    return page


def in_what_is_scheduled(home, image, document):
    page = in_streams(home, image, document)
    page.unpublish()
    page.go_live_at = timezone.now() + timedelta(days=1)
    page.save_revision().publish()
    return page


def in_what_is_in_review(home, image, document):
    page = in_streams(home, image, document)
    page.unpublish()
    page.save_revision()
    Workflow.objects.first().start(page, UserFactory())
    return page


USES = [
    as_social_image,
    as_logo_of_a_network,
    in_streams,
    in_prose,
    in_the_settings_of_another_site,
    in_a_private_page,
    in_a_language_without_home,
    in_what_is_scheduled,
    in_what_is_in_review,
]


@pytest.mark.parametrize("use", USES)
def test_what_is_published_anywhere_or_will_be_counts(use, home, editor):
    image = ImageFactory(uploaded_by_user=editor)
    document = DocumentFactory(uploaded_by_user=editor)
    others = ImageFactory(uploaded_by_user=editor), DocumentFactory(uploaded_by_user=editor)

    use(home, image, document)

    [reason] = reasons_to_refuse(editor, [image, others[0]])
    assert reason.startswith(f"« {image} » est utilisé par un contenu publié")
    uses_documents = use not in (
        as_social_image,
        as_logo_of_a_network,
        in_the_settings_of_another_site,
    )
    assert len(reasons_to_refuse(editor, [document, others[1]])) == uses_documents
    assert reasons_to_refuse(member_of(PUBLISHERS), [image]) == []


@pytest.mark.parametrize("use", [as_logo_of_a_network, in_streams, in_prose])
def test_what_is_withdrawn_counts_no_more(use, home, editor):
    image = ImageFactory(uploaded_by_user=editor)

    use(home, image, DocumentFactory()).unpublish()

    assert reasons_to_refuse(editor, [image]) == []


@pytest.mark.parametrize("end", ["cancel", "reject"])
def test_what_is_no_longer_in_review_counts_no_more(end, home, editor):
    image = ImageFactory(uploaded_by_user=editor)
    page = in_what_is_in_review(home, image, DocumentFactory())
    review = page.current_workflow_state

    if end == "cancel":
        review.cancel()
    else:
        review.current_task_state.reject(UserFactory())

    assert reasons_to_refuse(editor, [image]) == []


def test_a_draft_does_not_count(home, editor):
    image = ImageFactory(uploaded_by_user=editor)
    page = ContentPageFactory(parent=home, body=[])
    page.social_image = image
    page.save_revision()

    assert reasons_to_refuse(editor, [image]) == []


def test_a_schedule_of_what_is_gone_holds_nothing_up(home, editor):
    image = ImageFactory(uploaded_by_user=editor)
    page = in_what_is_scheduled(home, image, DocumentFactory())
    revision = page.get_latest_revision()
    page.delete()
    revision.save(force_insert=True)

    assert reasons_to_refuse(editor, [image]) == []


def test_the_queries_do_not_follow_the_number_of_files(home, editor):
    counts = []
    for number in (1, 7):
        files = [ImageFactory(uploaded_by_user=editor) for _each in range(number)]
        for file in files:
            as_social_image(home, file, None)
        with CaptureQueriesContext(connection) as queries:
            assert len(reasons_to_refuse(editor, files)) == number
        counts.append(len(queries))

    assert counts[0] >= counts[1]
