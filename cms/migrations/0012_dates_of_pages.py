"""The few pages with a date, which every answer asks for and Wagtail's own indexes do not have."""

from django.db import migrations

COLUMNS = ("go_live_at", "expire_at")


class Migration(migrations.Migration):
    dependencies = [
        ("cms", "0011_emails_in_lower_case"),
        ("wagtailcore", "0097_baselogentry_uuid_action_timestamp_indexes"),
    ]

    operations = [
        migrations.RunSQL(
            f"CREATE INDEX cms_pages_by_{column} ON wagtailcore_page ({column})"
            f" WHERE {column} IS NOT NULL",
            f"DROP INDEX cms_pages_by_{column}",
        )
        for column in COLUMNS
    ]
