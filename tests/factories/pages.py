"""Pages, and what people write by one of them."""

from datetime import timedelta

import factory
import wagtail_factories
from django.utils import timezone
from django.utils.text import slugify
from factory.django import DjangoModelFactory
from wagtail.models import (
    Locale,
    Page,
    PageViewRestriction,
)

from cms.contact.models import ContactMessage
from home.models import (
    AgreementsPage,
    ContactPage,
    ContentPage,
    DiagramPage,
    HomePage,
    LegalPage,
)
from networks.models import NetworkIndexPage
from tests.factories.people_and_media import ImageFactory


class PageViewRestrictionFactory(DjangoModelFactory):
    """Closes a page, and all below it, to readers who are not logged in."""

    restriction_type = PageViewRestriction.LOGIN

    class Meta:
        model = PageViewRestriction


class BasePageFactory(wagtail_factories.PageFactory):
    """What all pages have: a title, a slug, their parent's language and the states of a page.

    `past` and `scheduled` are live pages outside of their dates, as they stand between the hour and
    the run of Wagtail's `publish_scheduled`; `expired` is a page after it.
    """

    title = factory.Sequence(lambda n: f"Page {n}")
    slug = factory.LazyAttribute(lambda page: slugify(page.title))
    locale = factory.LazyAttribute(
        lambda page: Locale.get_default() if page.parent.is_root() else page.parent.locale
    )
    expired = False
    live = factory.LazyAttribute(lambda page: not page.expired)
    expire_at = factory.LazyAttribute(
        lambda page: timezone.now() - timedelta(days=1) if page.expired else None
    )

    class Meta:
        abstract = True
        skip_postgeneration_save = True

    class Params:
        draft = factory.Trait(live=False, has_unpublished_changes=True)
        past = factory.Trait(
            expire_at=factory.LazyFunction(lambda: timezone.now() - timedelta(minutes=1))
        )
        scheduled = factory.Trait(
            go_live_at=factory.LazyFunction(lambda: timezone.now() + timedelta(days=1))
        )
        private = factory.Trait(
            restriction=factory.RelatedFactory(PageViewRestrictionFactory, "page")
        )


class HomePageFactory(BasePageFactory):
    """A home page below the root of the tree."""

    title = factory.Sequence(lambda n: f"Accueil {n}")
    parent = factory.LazyFunction(Page.get_first_root_node)

    class Meta:
        model = HomePage


def first_home() -> HomePage:
    """Return the first home page, made if need be."""
    return HomePage.objects.order_by("path").first() or HomePageFactory()


class ContentPageFactory(BasePageFactory):
    """A page of prose below the home page."""

    parent = factory.LazyFunction(first_home)

    class Meta:
        model = ContentPage


class AgreementsPageFactory(BasePageFactory):
    """The page on the conventions, below the home page."""

    parent = factory.LazyFunction(first_home)

    class Meta:
        model = AgreementsPage


class DiagramPageFactory(BasePageFactory):
    """A diagram with its text, below the home page."""

    parent = factory.LazyFunction(first_home)
    diagram = factory.SubFactory(ImageFactory)
    text_alternative = "<p>Deux familles : production, mise à disposition.</p>"

    class Meta:
        model = DiagramPage


class LegalPageFactory(BasePageFactory):
    """A statement below the home page."""

    parent = factory.LazyFunction(first_home)

    class Meta:
        model = LegalPage


class ContactPageFactory(BasePageFactory):
    """A page with a contact form, below a home page."""

    parent = factory.LazyFunction(first_home)
    title = "Contact"
    consent = "<p>J’accepte d’être recontacté.</p>"
    thank_you = "<p>Merci.</p>"
    subject_choices = factory.LazyFunction(
        lambda: [("subject", "Trouver un service"), ("subject", "Autre")]
    )

    class Meta:
        model = ContactPage


class ContactMessageFactory(DjangoModelFactory):
    """A message by somebody who waits for an answer."""

    language = "fr"
    name = "Camille Roux"
    email = "camille@exemple.fr"
    subject = "Trouver un service"
    message = "Qui entretient les jardins à Mende ?"
    consent = "J’accepte d’être recontacté."

    class Meta:
        model = ContactMessage


class NetworkIndexPageFactory(BasePageFactory):
    """The page of the networks, below the home page."""

    title = "Le réseau"
    parent = factory.LazyFunction(first_home)

    class Meta:
        model = NetworkIndexPage
