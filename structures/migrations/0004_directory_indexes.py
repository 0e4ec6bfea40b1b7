"""Adds indexes for the order of the directory's lists, which Wagtail does not have."""

from django.db import migrations

INDEX = "structures_pages_by_title"


class Migration(migrations.Migration):
    dependencies = [
        ("structures", "0003_imported_file"),
        ("wagtailcore", "0097_baselogentry_uuid_action_timestamp_indexes"),
    ]

    operations = [
        migrations.RunSQL(
            f"CREATE INDEX {INDEX} ON wagtailcore_page (locale_id, title, id)",
            f"DROP INDEX {INDEX}",
        ),
    ]
