"""Clears positions that are the centre of their commune: they are a source's placeholders."""

from django.db import migrations

CENTRE_DEGREES = 0.0005
PLACE = ("latitude", "longitude")


def is_centre(position, centre):
    """Return whether a position is the commune's centre, within rounding."""
    return centre is not None and all(
        isinstance(own, int | float) and abs(own - of_centre) <= CENTRE_DEGREES
        for own, of_centre in zip(position, centre, strict=True)
    )


def empty_centres(apps, schema_editor):
    """Clear the positions in sheets and in their revisions."""
    communes = apps.get_model("structures", "Commune").objects.values_list("pk", *PLACE)
    centres = {pk: place for pk, *place in communes}
    sheets = apps.get_model("structures", "StructurePage").objects
    placed = sheets.filter(latitude__isnull=False).values_list("pk", "commune_id", *PLACE)
    wrong = [pk for pk, commune, *place in placed if is_centre(place, centres.get(commune))]
    for start in range(0, len(wrong), 500):
        sheets.filter(pk__in=wrong[start : start + 500]).update(latitude=None, longitude=None)
    revisions = apps.get_model("wagtailcore", "Revision").objects.filter(
        content_type__app_label="structures", content_type__model="structurepage"
    )
    for revision in revisions.iterator(chunk_size=500):
        content = revision.content
        place = [content.get(name) for name in PLACE]
        if is_centre(place, centres.get(content.get("commune"))):
            revision.content = {**content, "latitude": None, "longitude": None}
            revision.save(update_fields=["content"])


class Migration(migrations.Migration):
    """Clears the positions; reversing does nothing, since the communes still have them."""

    dependencies = [
        ("structures", "0005_pictures_in_paragraphs"),
        ("wagtailcore", "0094_alter_page_locale"),
    ]

    operations = [migrations.RunPython(empty_centres, migrations.RunPython.noop, elidable=True)]
