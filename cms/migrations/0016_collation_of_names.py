"""The collation of names on PostgreSQL; its columns get it after each migration."""

from django.contrib.postgres.operations import CreateCollation
from django.db import migrations

from cms.text.collation import COLLATION, ICU_LOCALE


class Migration(migrations.Migration):
    dependencies = [("cms", "0015_ascii_slugs")]

    operations = [CreateCollation(COLLATION, provider="icu", locale=ICU_LOCALE)]
