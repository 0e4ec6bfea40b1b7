from django.db import migrations
from django.db.models import F
from django.db.models.functions import Lower


def write_in_lower_case(apps, schema_editor):
    apps.get_model("cms", "User").objects.update(email=Lower(F("email")))


class Migration(migrations.Migration):
    dependencies = [
        ("cms", "0010_webhook_deliveries"),
    ]

    operations = [
        migrations.RunPython(write_in_lower_case, migrations.RunPython.noop),
    ]
