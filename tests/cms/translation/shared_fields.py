"""Rows of each translatable model, and a change of all that they say."""

from datetime import date
from typing import Any

from django.db import models
from wagtail.models import Page

from cms.checks import translatable_models
from cms.models import CustomImage
from cms.translation.shared_fields import shared_fields_of
from networks.models import Network
from structures.enums import StructureKindCode
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
from tests import factories

MODELS = sorted(translatable_models(), key=lambda model: model._meta.label)
NEW_ROWS: dict[Any, Any] = {
    Commune: lambda: factories.CommuneFactory(marvejols=True),
    CustomImage: factories.ImageFactory,
    Epci: factories.EpciFactory,
    Network: factories.NetworkFactory,
    Sector: factories.SectorFactory,
    SectorGroup: factories.SectorGroupFactory,
    StructureKind: lambda: factories.StructureKindFactory(ei=True),
}
# What a check of the model asks for; any other field gets a value by its type.
VALUES = {
    "recipients": "autre@exemple.fr",
    "accessibility_url": "https://acceslibre.beta.gouv.fr/app/48-mende/",
    "area": "communes",
    "code": StructureKindCode.ETTI.value,
    "convention_starts_on": date(2025, 1, 1),
    "convention_ends_on": date(2027, 12, 31),
    "in_force_on": date(2025, 1, 1),
    "is_aciphc": False,  # an ACI's alone: the kind changes
    "latitude": 44.556,
    "longitude": 3.29,
    "naf": "81.30Z",
    "opening_hours": "Mo-Fr 09:00-12:00",
    "phone": "+33466999999",
    "post_code": "48100",
    "rna": "W481000001",
    "siret": factories.siret_number(4321),
    "valid_until": date(2028, 1, 1),
}


def make(model):
    """Return a row of the first language that is published, as a version where there are any."""
    if model is StructureIndexPage:
        row = factories.first_directory()
    else:
        row = getattr(factories, f"{model.__name__}Factory")()
    if model is StructurePage:
        factories.StructureActivityFactory(structure=row, note="Haies")
        row.is_aciphc = True
        row.save()
    row = model.objects.get(pk=row.pk)
    return republish(row)


def republish(row, **changes):
    """Publish a version of a row, or save it where there are none; return it as it is stored."""
    for name, value in changes.items():
        setattr(row, name, value)
    if hasattr(row, "save_revision"):
        row.save_revision().publish()
    else:
        row.save()
    return type(row).objects.get(pk=row.pk)


def translate(row, locale):
    """Return the translation of a row, a draft where it may be one."""
    copy = row.copy_for_translation(locale, **({"copy_parents": True} if is_page(row) else {}))
    if not is_page(row):
        copy.save()
    return type(row).objects.get(pk=copy.pk)


def change_all(row):
    """Give each fact of a row another value, by what the model says that its facts are."""
    facts = shared_fields_of(type(row))
    for field in facts.columns:
        if field.name in ("title", "sort_order"):
            continue  # made of others
        setattr(row, field.name, other_value(field, getattr(row, field.name)))
    for field in facts.lists:
        setattr(row, field.name, [*getattr(row, field.name).all(), new_row(field)])
    for relation in facts.rows:
        rows = list(getattr(row, relation.get_accessor_name()).all())
        assert rows, f"{relation} has nothing to change"
        for own in rows:
            kept = [getattr(own, name) for name in own.matched_by]
            change_all(own)
            for name, value in zip(own.matched_by, kept, strict=True):
                setattr(own, name, value)
        setattr(row, relation.get_accessor_name(), [*rows, one_more(relation.related_model)])


def other_value(field, value):
    if field.name in VALUES:
        return VALUES[field.name]
    if field.is_relation:
        return new_row(field)
    if field.choices:
        return next(code for code, _label in field.flatchoices if code != value)
    if isinstance(field, models.BooleanField):
        return not value
    if isinstance(field, models.IntegerField):
        return (value or 1900) + 1
    if isinstance(field, models.FloatField):
        return (value or 0) + 1
    if isinstance(field, models.DateField):
        return date(2026, 2, 3)
    if isinstance(field, models.EmailField):
        return "autre@exemple.fr"
    if isinstance(field, models.URLField):
        return "https://autre.exemple.fr/"
    assert isinstance(field, models.CharField | models.TextField), f"give {field} a value"
    return "autre"


def new_row(field):
    return NEW_ROWS[field.related_model]()


def one_more(model):
    assert model is StructureActivity
    return StructureActivity(
        sector=factories.SectorFactory(),
        note="Clôtures",
        offers_goods=True,
        serves_individuals=True,
    )


def said(row):
    """Return all facts of a row, to be compared."""
    facts = shared_fields_of(type(row))
    return {
        **{field.name: getattr(row, field.attname) for field in facts.columns},
        **{field.name: {r.pk for r in getattr(row, field.name).all()} for field in facts.lists},
        **{
            relation.name: [said(own) for own in getattr(row, relation.get_accessor_name()).all()]
            for relation in facts.rows
        },
    }


def latest(row):
    """Return a row as its latest version says, and nothing of what is stored beside it."""
    row = type(row).objects.get(pk=row.pk)
    revision = getattr(row, "latest_revision", None)
    return revision.as_object() if revision is not None else row


def is_page(row):
    return isinstance(row, Page)
