"""A site whose public content refers to hidden things by every kind of edge that the models have.

Each hidden thing bears a canary in all of its texts, and has an id that is in no other place. What
a reader may see has neither.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from unittest.mock import patch

import wagtail_factories
from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.core.cache import cache
from django.core.management.color import no_style
from django.db import connection, transaction
from django.db.models import F
from django.test import override_settings
from wagtail.models import (
    Collection,
    Comment,
    GroupCollectionPermission,
    Locale,
    Page,
    Revision,
    Site,
)

from cms.graphql.execution.documents import store
from cms.images.renditions import make_renditions
from cms.models import CustomDocument, CustomImage, Menu, SiteSettings
from home.models import ContactPage, DiagramPage
from networks.models import Network
from structures.models import Sector, SectorGroup, StructureKind, StructurePage
from tests import factories as make
from tests.cms.graphql.canary import hidden, references
from tests.cms.graphql.canary.canaries import FIRST_ID, Canaries, CanarySite, stream
from tests.cms.graphql.canary.public import public_content

# Spanish is in preparation, its home page is a draft. German is no language of the site any more.
LANGUAGES = [("fr", "Français"), ("en", "Anglais"), ("es", "Espagnol")]


def seed() -> CanarySite:
    """Make the site in place of all pages that there are."""
    Page.objects.filter(depth__gt=1).delete()
    canaries = Canaries()
    home = make.HomePageFactory(title="Accueil", slug="accueil")
    wagtail_factories.SiteFactory(
        hostname="testserver", port=80, root_page=home, is_default_site=True, site_name="IAE 48"
    )
    fr = home.locale
    en, es, de = (Locale.all_objects.create(language_code=code) for code in ("en", "es", "de"))
    public = public_content(home, en)
    site = CanarySite(canaries, home, public["refuge"])
    _count_page_ids_from_first()
    hidden.media(canaries)
    hidden.snippets(canaries, fr, en)
    hidden.pages(canaries, public, en)
    hidden.aliases(canaries, public, en)
    hidden.other_site(canaries, site)
    hidden.other_languages(canaries, public, es, de)
    site.public = list(public.values())
    references.references(canaries, site)
    references.surroundings(canaries, site, en)
    _drafts(canaries, site)
    _never_published(canaries, site)
    for image in CustomImage.objects.all():
        make_renditions(image)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")  # nothing else would before the end of the transaction
    return site


def _count_page_ids_from_first() -> None:
    """Have the next pages count from an id that nothing else has: a page can't be given one."""
    content_type = ContentType.objects.get_for_model(Page)
    high = Page(pk=FIRST_ID, path="0009", depth=1, title="x", slug="x", content_type=content_type)
    high.locale = Locale.get_default()
    Page.objects.bulk_create([high])
    _count_page_ids_from_last()
    Page.objects.filter(pk=FIRST_ID)._raw_delete(connection.alias)


def _count_page_ids_from_last() -> None:
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), [Page]):
            cursor.execute(statement)


@contextmanager
def seeded() -> Iterator[CanarySite]:
    """Fill the database for a while; no deadline could be missed, and all documents are kept.

    Every form has the same token: its moment and its random part would tell two answers apart.
    """
    with (
        override_settings(
            LANGUAGES=LANGUAGES,
            WAGTAIL_CONTENT_LANGUAGES=LANGUAGES,
            CMS_GRAPHQL_MAX_REQUEST_SECONDS=120.0,
            CMS_GRAPHQL_CACHED_DOCUMENTS=2_000,
            # A document has all fields of each type, also the texts that are made of many objects.
            CMS_GRAPHQL_LIST_SIZES=dict.fromkeys(settings.CMS_GRAPHQL_LIST_SIZES, 1),
            CMS_GRAPHQL_MAX_COST=10**6,
            CMS_GRAPHQL_MAX_CHARACTERS=40_000,
            CMS_GRAPHQL_MAX_TOKENS=8_000,
            # Each answer is computed: a protection that is taken away is felt at once.
            CMS_GRAPHQL_CACHED_RESPONSES=0,
        ),
        patch("cms.contact.tokens._signer.timestamp", lambda: "1vNabc"),
        patch("cms.contact.tokens.token_urlsafe", lambda length: "x" * length),
        # All tags are told: a wide one in place of many could stand for what is hidden, too.
        patch("cms.delivery.dependencies.MAX_HEADER", 10_000),
    ):
        cache.clear()
        try:
            with transaction.atomic():
                yield seed()
                transaction.set_rollback(True)
        finally:
            _count_page_ids_from_last()  # PostgreSQL rolls no sequence back
            cache.clear()
            store.clear()


@contextmanager
def hidden_things_deleted(site: CanarySite) -> Iterator[None]:
    """Delete what is hidden, and put it back at the end: all other ids stay."""
    with transaction.atomic():
        _delete_hidden(site)
        cache.clear()
        yield
        transaction.set_rollback(True)
    cache.clear()


def _drafts(canaries: Canaries, site: CanarySite) -> None:
    """Change everything that is published, in drafts."""
    for page in site.public:
        if page.alias_of_id is not None:
            continue
        draft = page.specific_class.objects.get(pk=page.pk)
        word = canaries.word(f"draft of {draft.url_path}")
        draft.title = draft.introduction = draft.seo_title = word
        draft.slug = word.lower()
        if hasattr(draft, "body"):
            block = {"type": "heading", "value": {"text": word, "level": "h2"}}
            draft.body = stream(draft, [block])
        if isinstance(draft, StructurePage):
            draft.name = draft.brand = draft.description = word
        draft.save_revision()
        site.drafts.append(draft)
    for snippet in (
        *Network.objects.filter(pk__lt=FIRST_ID),
        *StructureKind.objects.filter(pk__lt=FIRST_ID),
    ):
        snippet.name = canaries.word(f"draft of {snippet._meta.label} {snippet.pk}")
        snippet.save_revision()
        site.drafts.append(snippet)


def _never_published(canaries: Canaries, site: CanarySite) -> None:
    """Fill what is for editors only."""
    word = canaries.word("an editor's account")
    user = make.UserFactory(
        id=canaries.number(),
        username=word,
        email=f"{word}@exemple.fr",
        first_name=word,
        last_name=word,
    )
    canaries.rows.append(canaries.hide("an editor's account", user))
    Page.objects.filter(depth__gt=1).update(owner=user, locked_by=user)
    Revision.objects.update(user=user)
    CustomImage.objects.update(uploaded_by_user=user)
    CustomDocument.objects.update(uploaded_by_user=user)
    Network.objects.update(editorial_note=canaries.word("an internal note"))
    StructurePage.objects.update(source=canaries.word("the source of a sheet"))
    word = canaries.word("what a contact form is for the association alone")
    ContactPage.objects.update(recipients=f"{word}@exemple.fr", mail_subject=word)
    canaries.row(
        "a contact message",
        make.ContactMessageFactory,
        ("name", "email", "phone", "subject", "message", "consent"),
        page=ContactPage.objects.filter(pk__lt=FIRST_ID).first(),
    )
    image = CustomImage.objects.get(title="Jardin")
    image.tags.add(canaries.word("a tag"))
    image.alternatives["es"] = canaries.word("an alternative in a language in preparation")
    image.save()
    Comment.objects.create(
        page=site.hub, user=user, text=canaries.word("a comment"), contentpath="title"
    )


# --- The same site without what is hidden --------------------------------------------------------


def _delete_hidden(site: CanarySite) -> None:
    """Delete the hidden things as if they had never been; what refers to them stays.

    Where the database would refuse it, the reference is emptied, or left to lead nowhere. A page
    above a published one can't be deleted without that one, and stays as a draft.
    """
    canaries = site.canaries
    rows = canaries.rows
    Page.objects.filter(pk__in=[page.pk for page in canaries.above]).update(live=False)
    kinds = [row.pk for row in rows if isinstance(row, StructureKind)]
    images = [row.pk for row in rows if isinstance(row, CustomImage)]
    StructurePage.objects.filter(kind__in=kinds).update(kind=None)
    DiagramPage.objects.filter(diagram__in=images).update(diagram=None)
    for draft in site.drafts:
        Revision.objects.for_instance(draft).delete()
    Page.objects.filter(pk__lt=FIRST_ID).update(
        draft_title=F("title"), has_unpublished_changes=False, owner=None, locked_by=None
    )
    assert site.other_site is not None
    Site.objects.filter(pk=site.other_site.pk).delete()
    for page in sorted(canaries.pages.values(), key=lambda page: -page.depth):
        if found := Page.objects.filter(pk=page.pk).first():
            found.specific.delete()
    for model in (Sector, SectorGroup):
        wanted = [row.pk for row in rows if isinstance(row, model)]
        model._default_manager.filter(pk__in=wanted)._raw_delete(connection.alias)
    Network.objects.update(editorial_note="")
    StructurePage.objects.update(source="")
    ContactPage.objects.update(recipients="", mail_subject="")
    image = CustomImage.objects.get(title="Jardin")
    image.tags.clear()
    del image.alternatives["es"]
    image.save()
    settings = SiteSettings.objects.get(site__is_default_site=True)
    del settings.tagline["es"]
    settings.save()
    Comment.objects.all().delete()
    for row in rows:
        if not isinstance(row, Sector | SectorGroup):
            type(row)._default_manager.filter(pk=row.pk).delete()
    for collection in canaries.collections:
        GroupCollectionPermission.objects.filter(collection=collection).delete()
        Collection.objects.get(pk=collection.pk).delete()
    for model in (Menu, StructureKind):
        model.objects.filter(locale__language_code__in=("es", "de")).delete()
    # The settings name Spanish, which is no secret: a language without content is left.
    Locale.all_objects.filter(language_code="de").delete()
