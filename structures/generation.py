"""Generates structures for benchmarks: the same number always gives the same structures.

Rows are inserted in bulk, without revisions: the benchmarks measure reading only.
"""

import random
from collections.abc import Iterator, Sequence
from datetime import timedelta
from itertools import islice
from typing import Any
from uuid import uuid4

from django.contrib.contenttypes.models import ContentType
from django.db import connection, transaction
from django.utils import timezone
from stdnum import luhn
from wagtail.models import Page

from networks.models import Network
from structures.enums import ServiceArea
from structures.models import (
    Commune,
    Epci,
    Sector,
    StructureActivity,
    StructureIndexPage,
    StructureKind,
    StructurePage,
)
from structures.models.activity import AUDIENCE_FIELDS, OFFER_FIELDS
from structures.positions import is_centre
from structures.search.indexing import index_sheets

# Marks generated sheets.
SOURCE = "generated"
CHUNK = 1_000
FIRST_WORDS = ("Atelier", "Chantier", "Association", "Régie", "Jardin", "Relais", "Entraide")
SECOND_WORDS = ("des Causses", "du Gévaudan", "de l’Aubrac", "des Cévennes", "du Tarn", "du Lot")
THIRD_WORDS = ("Solidarité", "Horizon", "Avenir", "Passerelle", "Tremplin", "Escale", "Essor")
SENTENCES = (
    "Nous accueillons des personnes éloignées de l’emploi et les accompagnons vers un métier.",
    "Nos équipes interviennent chez les particuliers comme dans les entreprises.",
    "L’entretien des espaces naturels et du petit patrimoine est notre premier chantier.",
    "Nous réparons, lavons et revendons ce que d’autres jetaient.",
    "Le maraîchage biologique et la vente de paniers font vivre notre jardin.",
)


def generate(parent: StructureIndexPage, number: int, seed: int = 48) -> Iterator[list[int]]:
    """Add a number of sheets below a directory; yield the ids of each stored chunk."""
    dice = random.Random(seed)  # noqa: S311  no secret
    numbers = iter(range(number))
    builder = _Builder(parent, dice)
    while chunk := list(islice(numbers, CHUNK)):
        with transaction.atomic():
            yield builder.store(chunk)


def remove_structures() -> int:
    """Delete all generated sheets; return how many there were."""
    sheets = StructurePage.objects.filter(source=SOURCE)
    number = sheets.count()
    for parent in StructureIndexPage.objects.all():
        while pks := list(sheets.child_of(parent).values_list("pk", flat=True)[:CHUNK]):
            Page.objects.filter(pk__in=pks).delete()
    return number


class _Builder:
    """Builds the rows of a chunk from the kinds, sectors, networks and communes of the site."""

    def __init__(self, parent: StructureIndexPage, dice: random.Random) -> None:
        self._parent, self._dice = parent, dice
        self._communes = list(Commune.objects.order_by("pk"))
        self._weights = [commune.population or 100 for commune in self._communes]
        self._epcis = list(Epci.objects.order_by("pk"))
        of_language = {"locale": parent.locale}
        self._kinds = list(StructureKind.objects.filter(is_siae=True, **of_language))
        self._sectors = list(Sector.objects.filter(**of_language))
        self._networks = list(Network.objects.filter(live=True, **of_language))
        self._content_type = ContentType.objects.get_for_model(StructurePage)

    def store(self, numbers: Sequence[int]) -> list[int]:
        """Store the sheets with these numbers; return their ids."""
        sheets = self._sheets(numbers)
        activities = [one for sheet in sheets for one in self._activities(sheet)]
        StructureActivity.objects.bulk_create(activities)
        self._areas(activities)
        members = StructurePage.networks.through
        members.objects.bulk_create(
            members(structurepage_id=sheet.pk, network_id=network.pk)
            for sheet in sheets
            for network in self._dice.sample(self._networks, self._dice.choice((0, 0, 1, 2)))
        )
        pks = [sheet.pk for sheet in sheets]
        index_sheets(pks)
        return pks

    def _sheets(self, numbers: Sequence[int]) -> list[StructurePage]:
        parent = StructureIndexPage.objects.select_for_update().get(pk=self._parent.pk)
        last = parent.get_children().order_by("-path").first()
        first_step = 1 + (_step_of(last.path) if last is not None else 0)
        sheets = [
            self._sheet(parent, number, first_step + position)
            for position, number in enumerate(numbers)
        ]
        pages = [
            Page(**{f.attname: getattr(sheet, f.attname) for f in Page._meta.local_fields})
            for sheet in sheets
        ]
        Page.objects.bulk_create(pages)
        for sheet, page in zip(sheets, pages, strict=True):
            sheet.pk = sheet.page_ptr_id = page.pk
        # Django's bulk_create refuses multi-table models, so each table is inserted by itself.
        StructurePage._base_manager.all()._insert(
            sheets, fields=StructurePage._meta.local_concrete_fields, using=connection.alias
        )
        Page.objects.filter(pk=parent.pk).update(numchild=parent.numchild + len(sheets))
        return sheets

    def _sheet(self, parent: StructureIndexPage, number: int, step: int) -> StructurePage:
        dice, now = self._dice, timezone.now()
        [commune] = dice.choices(self._communes, self._weights)
        latitude = round(commune.latitude + dice.uniform(-0.05, 0.05), 5)
        longitude = round(commune.longitude + dice.uniform(-0.05, 0.05), 5)
        has_place = not is_centre(commune, latitude, longitude)
        name = f"{dice.choice(FIRST_WORDS)} {dice.choice(SECOND_WORDS)} {dice.choice(THIRD_WORDS)}"
        title = f"{name} {number + 1}"
        slug = f"structure-{SOURCE}-{number + 1}"
        body = f"9{number:07d}"
        siren = f"{body}{luhn.calc_check_digit(body)}"
        starts_on = now.date() - timedelta(days=dice.randrange(1_400))
        return StructurePage(
            path=Page._get_path(parent.path, parent.depth + 1, step),
            depth=parent.depth + 1,
            title=title,
            draft_title=title,
            name=title,
            slug=slug,
            url_path=f"{parent.url_path}{slug}/",
            locale_id=parent.locale_id,
            translation_key=uuid4(),
            content_type=self._content_type,
            live=True,
            first_published_at=now,
            last_published_at=now - timedelta(seconds=dice.randrange(10_000_000)),
            introduction=dice.choice(SENTENCES),
            description=" ".join(dice.sample(SENTENCES, 3)),
            kind=dice.choice(self._kinds),
            siret=f"{siren}0001{luhn.calc_check_digit(f'{siren}0001')}",
            commune=commune,
            post_code=commune.post_codes[0],
            latitude=latitude if has_place else None,
            longitude=longitude if has_place else None,
            phone=f"+3346600{dice.randrange(10_000):04d}",
            convention_number=f"048-{number:06d}",
            convention_starts_on=starts_on,
            convention_ends_on=starts_on + timedelta(days=1_094),
            confirmed_on=now.date() - timedelta(days=dice.randrange(700)),
            source=SOURCE,
            source_id=f"{SOURCE}--{number + 1}",
        )

    def _activities(self, sheet: StructurePage) -> Iterator[StructureActivity]:
        dice = self._dice
        for order, sector in enumerate(dice.sample(self._sectors, dice.choice((1, 2, 3)))):
            area = dice.choice(ServiceArea.values)
            yield StructureActivity(
                structure_id=sheet.pk,
                sort_order=order,
                sector=sector,
                area=area,
                radius_km=dice.randrange(5, 60) if area == ServiceArea.RADIUS else None,
                **_some(dice, OFFER_FIELDS.values()),
                **_some(dice, AUDIENCE_FIELDS.values()),
            )

    def _areas(self, activities: list[StructureActivity]) -> None:
        dice = self._dice
        communes, epcis = StructureActivity.communes.through, StructureActivity.epcis.through
        communes.objects.bulk_create(
            communes(structureactivity_id=activity.pk, commune_id=commune.pk)
            for activity in activities
            if activity.area == ServiceArea.COMMUNES
            for commune in dice.sample(self._communes, 5)
        )
        epcis.objects.bulk_create(
            epcis(structureactivity_id=activity.pk, epci_id=epci.pk)
            for activity in activities
            if activity.area == ServiceArea.EPCI
            for epci in dice.sample(self._epcis, 2)
        )


def _some(dice: random.Random, names: Any) -> dict[str, bool]:
    """Return the flags, at least one of them set."""
    listed = list(names)
    chosen = dice.sample(listed, dice.choice((1, 1, 2)))
    return {name: name in chosen for name in listed}


def _step_of(path: str) -> int:
    return int(Page._str2int(path[-Page.steplen :]))
