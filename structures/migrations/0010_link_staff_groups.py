"""Links groups of structures' staff to their sheets; empties groups whose sheet is deleted."""

import re

from django.db import migrations

PREFIX = "Structure "
ENDING = re.compile(r"\(fiche (\d+)\)$")


def link_groups(apps, schema_editor):
    """Link each group by the sheet's id in its name, which was the only link before."""
    staff_group = apps.get_model("structures", "StaffGroup")
    sheets = set(apps.get_model("structures", "StructurePage").objects.values_list("pk", flat=True))
    for group in apps.get_model("auth", "Group").objects.filter(name__startswith=PREFIX):
        found = ENDING.search(group.name)
        if found is None:
            continue
        if int(found[1]) in sheets:
            staff_group.objects.get_or_create(sheet_id=int(found[1]), defaults={"group": group})
        else:
            group.permissions.clear()


class Migration(migrations.Migration):
    dependencies = [("structures", "0009_staff_group")]

    operations = [migrations.RunPython(link_groups, migrations.RunPython.noop)]
