"""The territory, the vocabulary of the directory, and its sheets."""

from datetime import timedelta

import factory
from django.utils import timezone
from django.utils.text import slugify
from factory.django import DjangoModelFactory
from stdnum import luhn
from wagtail.models import (
    Locale,
)

from networks.models import Network
from structures.enums import StructureFamily, StructureKindCode
from structures.models import (
    Commune,
    Epci,
    Sector,
    SectorGroup,
    StructureActivity,
    StructureIndexPage,
    StructureKind,
    StructurePage,
)
from tests.factories.pages import BasePageFactory, first_home

FAMILIES = {
    StructureKindCode.ACI: StructureFamily.PRODUCTION,
    StructureKindCode.EI: StructureFamily.PRODUCTION,
    StructureKindCode.AI: StructureFamily.STAFFING,
    StructureKindCode.ETTI: StructureFamily.STAFFING,
}


def siret_number(rank: int) -> str:
    """Return a SIRET that passes Luhn's check, another one for each rank."""
    siren = f"48{rank:06d}"
    number = f"{siren}{luhn.calc_check_digit(siren)}0001"
    return number + luhn.calc_check_digit(number)


class EpciFactory(DjangoModelFactory):
    """An intercommunal body."""

    code = factory.Sequence(lambda n: f"24{n:07d}")
    name = factory.Sequence(lambda n: f"Communauté de communes {n}")

    class Meta:
        model = Epci
        django_get_or_create = ("code",)


class CommuneFactory(DjangoModelFactory):
    """A made-up commune (INSEE gives Lozère no code from 48200 on), or one of the real ones."""

    code_insee = factory.Sequence(lambda n: f"48{200 + n % 800}")
    name = factory.Sequence(lambda n: f"Commune {n}")
    post_codes_text = "48000"
    epci = factory.SubFactory(EpciFactory)
    latitude = 44.5
    longitude = 3.5

    class Meta:
        model = Commune
        django_get_or_create = ("code_insee",)

    class Params:
        mende = factory.Trait(
            code_insee="48095",
            name="Mende",
            post_codes_text="48000",
            latitude=44.5180,
            longitude=3.5010,
        )
        marvejols = factory.Trait(
            code_insee="48092",
            name="Marvejols",
            post_codes_text="48100",
            latitude=44.5530,
            longitude=3.2900,
        )
        langogne = factory.Trait(
            code_insee="48080",
            name="Langogne",
            post_codes_text="48300",
            latitude=44.7270,
            longitude=3.8550,
        )


class SectorGroupFactory(DjangoModelFactory):
    """A group of sectors."""

    slug = factory.Sequence(lambda n: f"groupe-{n}")
    name = factory.Sequence(lambda n: f"Groupe de secteurs {n}")
    locale = factory.LazyFunction(Locale.get_default)

    class Meta:
        model = SectorGroup
        django_get_or_create = ("slug", "locale")


class SectorFactory(DjangoModelFactory):
    """A sector in a group of its own language."""

    slug = factory.Sequence(lambda n: f"secteur-{n}")
    name = factory.Sequence(lambda n: f"Secteur {n}")
    locale = factory.LazyFunction(Locale.get_default)
    group = factory.SubFactory(SectorGroupFactory, locale=factory.SelfAttribute("..locale"))

    class Meta:
        model = Sector
        django_get_or_create = ("slug", "locale")


class StructureKindFactory(DjangoModelFactory):
    """The ACI, or the kind whose code is given, with its official name and family."""

    code = StructureKindCode.ACI.value
    name = factory.LazyAttribute(lambda kind: str(StructureKindCode(kind.code).label))
    family = factory.LazyAttribute(
        lambda kind: FAMILIES.get(StructureKindCode(kind.code), StructureFamily.NEIGHBOUR).value
    )
    is_siae = factory.LazyAttribute(lambda kind: kind.family != StructureFamily.NEIGHBOUR)
    locale = factory.LazyFunction(Locale.get_default)

    class Meta:
        model = StructureKind
        django_get_or_create = ("code", "locale")

    class Params:
        ei = factory.Trait(code=StructureKindCode.EI.value)
        ai = factory.Trait(code=StructureKindCode.AI.value)
        etti = factory.Trait(code=StructureKindCode.ETTI.value)
        draft = factory.Trait(live=False, has_unpublished_changes=True)


class NetworkFactory(DjangoModelFactory):
    """A published network."""

    name = factory.Sequence(lambda n: f"Réseau {n:03d}")
    slug = factory.LazyAttribute(lambda network: slugify(network.name))
    locale = factory.LazyFunction(Locale.get_default)

    class Meta:
        model = Network

    class Params:
        draft = factory.Trait(live=False, has_unpublished_changes=True)
        scheduled = factory.Trait(
            go_live_at=factory.LazyFunction(lambda: timezone.now() + timedelta(days=1))
        )
        past = factory.Trait(
            expire_at=factory.LazyFunction(lambda: timezone.now() - timedelta(minutes=1))
        )


class StructureIndexPageFactory(BasePageFactory):
    """The directory, below the home page."""

    title = "Les structures"
    parent = factory.LazyFunction(first_home)

    class Meta:
        model = StructureIndexPage


def first_directory() -> StructureIndexPage:
    """Return the first directory, made if need be."""
    return StructureIndexPage.objects.order_by("path").first() or StructureIndexPageFactory()


class StructurePageFactory(BasePageFactory):
    """The sheet of an ACI in Mende that passes every check, with a SIRET of its own.

    `networks` takes the networks to which the structure belongs.
    """

    parent = factory.LazyFunction(first_directory)
    name = factory.Sequence(lambda n: f"Structure {n:03d}")
    brand = ""
    title = factory.LazyAttribute(lambda page: page.brand or page.name)
    kind = factory.SubFactory(StructureKindFactory, locale=factory.SelfAttribute("..locale"))
    siret = factory.Sequence(siret_number)
    commune = factory.SubFactory(CommuneFactory, mende=True)

    class Meta:
        model = StructurePage

    class Params:
        with_convention = factory.Trait(
            convention_number="048-2025-001",
            convention_starts_on=factory.LazyFunction(
                lambda: timezone.localdate() - timedelta(days=100)
            ),
            convention_ends_on=factory.LazyFunction(
                lambda: timezone.localdate() + timedelta(days=100)
            ),
        )
        with_contact = factory.Trait(
            address_line_1="1 place Chaptal",
            post_code=factory.LazyAttribute(lambda page: page.commune.post_codes[0]),
            phone="+33466000000",
            email="contact@exemple.fr",
            website="https://structure.exemple.fr/",
            opening_hours="Mo-Fr 09:00-12:00,14:00-17:00",
        )
        with_position = factory.Trait(
            # Some 200 metres from the centre, which is no position.
            latitude=factory.LazyAttribute(lambda page: round(page.commune.latitude + 0.002, 5)),
            longitude=factory.LazyAttribute(lambda page: page.commune.longitude),
        )

    @factory.post_generation
    def networks(self, create, extracted, **kwargs):
        if create and extracted:
            self.networks.set(extracted)
            self.save()


class StructureActivityFactory(DjangoModelFactory):
    """A service sold to individuals in the whole department."""

    structure = factory.SubFactory(StructurePageFactory)
    sector = factory.SubFactory(SectorFactory, locale=factory.SelfAttribute("..structure.locale"))
    offers_services = True
    serves_individuals = True

    class Meta:
        model = StructureActivity
        skip_postgeneration_save = True

    class Params:
        staffing = factory.Trait(offers_services=False, offers_staffing=True)
        goods = factory.Trait(offers_services=False, offers_goods=True)
        for_professionals = factory.Trait(serves_individuals=False, serves_professionals=True)
        for_public_bodies = factory.Trait(serves_individuals=False, serves_public_bodies=True)
        within_radius = factory.Trait(area="radius", radius_km=25)

    @factory.post_generation
    def communes(self, create, extracted, **kwargs):
        if create and extracted:
            self.area = "communes"
            self.communes.set(extracted)
            self.save()

    @factory.post_generation
    def epcis(self, create, extracted, **kwargs):
        if create and extracted:
            self.area = "epci"
            self.epcis.set(extracted)
            self.save()
