"""People, media, menus and settings."""

from pathlib import PurePath
from typing import Any

import factory
import wagtail_factories
from django.contrib.auth.models import Group
from factory.django import DjangoModelFactory
from wagtail.models import (
    Collection,
    CollectionViewRestriction,
    Locale,
)

from cms.models import CustomDocument, CustomImage, Menu, MenuItem, SiteSettings, User


def member_of(group: str) -> factory.PostGeneration:
    """Return a declaration that puts a user into one of Wagtail's groups."""
    return factory.PostGeneration(
        lambda user, create, extracted: user.groups.add(Group.objects.get(name=group))
    )


class UserFactory(DjangoModelFactory):
    """An account without any right in the admin."""

    username = factory.Sequence(lambda n: f"compte-{n}")
    email = factory.LazyAttribute(lambda user: f"{user.username}@exemple.fr")
    password = factory.django.Password("un mot de passe de test")

    class Meta:
        model = User
        skip_postgeneration_save = True

    class Params:
        superuser = factory.Trait(is_staff=True, is_superuser=True)
        editor = factory.Trait(membership=member_of("Editors"))
        moderator = factory.Trait(membership=member_of("Moderators"))


class CollectionViewRestrictionFactory(DjangoModelFactory):
    """Closes a collection to readers who are not logged in."""

    restriction_type = CollectionViewRestriction.LOGIN

    class Meta:
        model = CollectionViewRestriction


class CollectionFactory(wagtail_factories.CollectionFactory):
    """A collection below the root one."""

    name = factory.Sequence(lambda n: f"Collection {n}")
    parent = factory.LazyFunction(Collection.get_first_root_node)

    class Meta:
        model = Collection
        skip_postgeneration_save = True

    class Params:
        private = factory.Trait(
            restriction=factory.RelatedFactory(CollectionViewRestrictionFactory, "collection")
        )


class PictureField(factory.django.ImageField):
    """A picture in the format that its name says."""

    FORMATS = {".png": "PNG", ".gif": "GIF", ".webp": "WEBP", ".avif": "AVIF"}

    def _make_data(self, params: dict[str, Any]) -> bytes:
        extension = PurePath(params.get("filename", "")).suffix
        data: bytes = super()._make_data({"format": self.FORMATS.get(extension, "JPEG")} | params)
        return data


class ImageFactory(wagtail_factories.ImageFactory):
    """A small picture in the root collection."""

    title = factory.Sequence(lambda n: f"Image {n}")
    description = "Un jardin en Lozère"
    file = PictureField(width=64, height=48, color="seagreen")
    collection = factory.LazyFunction(Collection.get_first_root_node)

    class Meta:
        model = CustomImage

    class Params:
        private = factory.Trait(collection=factory.SubFactory(CollectionFactory, private=True))


class DocumentFactory(wagtail_factories.DocumentFactory):
    """A text file in the root collection."""

    title = factory.Sequence(lambda n: f"Document {n}")
    file = factory.django.FileField(filename="schema.txt", data=b"Un texte.")
    collection = factory.LazyFunction(Collection.get_first_root_node)

    class Meta:
        model = CustomDocument

    class Params:
        private = factory.Trait(collection=factory.SubFactory(CollectionFactory, private=True))


class SiteSettingsFactory(DjangoModelFactory):
    """The settings of a `site`, with a front-end address."""

    frontend_url = "https://www.exemple.fr"

    class Meta:
        model = SiteSettings


class MenuFactory(DjangoModelFactory):
    """The French main menu, empty."""

    handle = "main"
    locale = factory.LazyFunction(Locale.get_default)

    class Meta:
        model = Menu
        django_get_or_create = ("handle", "locale")


class MenuItemFactory(DjangoModelFactory):
    """An entry of the main menu; to a page when one is given, else to an address elsewhere."""

    menu = factory.SubFactory(MenuFactory)
    page = None
    external_url = factory.Maybe("page", "", "https://www.exemple.fr/")
    label = factory.Maybe("page", "", "Un exemple")

    class Meta:
        model = MenuItem
