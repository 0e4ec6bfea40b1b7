import django.db.models.deletion
from django.db import migrations, models

import structures.models.territory
from cms.text_search import NeededExtension, SearchConfiguration
from structures.search.normalization import folded

ENTRIES = "structures_searchentry"


def stems(text):
    """Return the SQL for a text's stems, or for its words in a language without a stemmer."""
    return (
        f"CASE language WHEN 'fr' THEN to_tsvector('structures_french', {text}) "
        f"WHEN 'en' THEN to_tsvector('structures_english', {text}) "
        f"ELSE to_tsvector('cms_plain', {text}) END"
    )


def words_and_stems(text):
    """Return the SQL for words and stems: a prefix of a word need not be one of its stem."""
    return f"to_tsvector('cms_plain', {text}) || {stems(text)}"


# Only phrase search needs positions. Without them, most rows are stored in one piece.
GENERATED = {
    "name_words": f"strip({words_and_stems('names')})",
    "topic_words": f"strip({words_and_stems('topics')})",
    "all_words": (
        "strip(to_tsvector('cms_plain', names || ' ' || topics) || "
        + stems("names || ' ' || topics || ' ' || body")
        + ")"
    ),
}
POSTGRESQL = [
    *(
        f"ALTER TABLE {ENTRIES} ADD COLUMN {name} tsvector NOT NULL "
        f"GENERATED ALWAYS AS ({words}) STORED"
        for name, words in GENERATED.items()
    ),
    f"CREATE INDEX {ENTRIES}_words ON {ENTRIES} USING gin (all_words)",
    f"CREATE INDEX {ENTRIES}_trigrams ON {ENTRIES} USING gin (names gin_trgm_ops)",
]
SQLITE = [
    f"CREATE VIRTUAL TABLE {ENTRIES}_words USING fts5(names, topics, body, "
    "tokenize = 'unicode61 remove_diacritics 0')",
    f"CREATE VIRTUAL TABLE {ENTRIES}_trigrams USING fts5(names, tokenize = 'trigram')",
    f"CREATE TRIGGER {ENTRIES}_gone AFTER DELETE ON {ENTRIES} BEGIN "
    f"DELETE FROM {ENTRIES}_words WHERE rowid = OLD.page_id; "
    f"DELETE FROM {ENTRIES}_trigrams WHERE rowid = OLD.page_id; END",
]
SQLITE_BACK = [
    f"DROP TRIGGER {ENTRIES}_gone",
    f"DROP TABLE {ENTRIES}_words",
    f"DROP TABLE {ENTRIES}_trigrams",
]


def create_index(apps, schema_editor):
    vendor = schema_editor.connection.vendor
    for statement in POSTGRESQL if vendor == "postgresql" else SQLITE:
        schema_editor.execute(statement)


def drop_index(apps, schema_editor):
    """Drop SQLite's tables; on PostgreSQL the columns are dropped with the entries' table."""
    if schema_editor.connection.vendor == "sqlite":
        for statement in SQLITE_BACK:
            schema_editor.execute(statement)


def fill_places(apps, schema_editor):
    communes = apps.get_model("structures", "Commune").objects
    rows = list(communes.only("name"))
    for row in rows:
        row.place = f" {folded(row.name)}"
    communes.bulk_update(rows, ["place"], batch_size=500)


class Migration(migrations.Migration):
    dependencies = [
        ("cms", "0005_text_search"),
        ("structures", "0001_initial"),
        ("wagtailcore", "0097_baselogentry_uuid_action_timestamp_indexes"),
    ]

    operations = [
        NeededExtension("pg_trgm"),
        SearchConfiguration("structures_french", stemmer="french"),
        SearchConfiguration("structures_english", stemmer="english"),
        migrations.AddField(
            model_name="commune",
            name="place",
            field=structures.models.territory.PlaceField(
                blank=True, default="", editable=False, max_length=250
            ),
        ),
        migrations.RunPython(fill_places, migrations.RunPython.noop),
        migrations.CreateModel(
            name="SearchEntry",
            fields=[
                (
                    "page",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="search_entry",
                        serialize=False,
                        to="structures.structurepage",
                    ),
                ),
                ("language", models.CharField(blank=True, max_length=2)),
                ("names", models.TextField(blank=True)),
                ("topics", models.TextField(blank=True)),
                ("body", models.TextField(blank=True)),
                (
                    "locale",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="wagtailcore.locale",
                    ),
                ),
            ],
        ),
        migrations.RunPython(create_index, drop_index),
    ]
