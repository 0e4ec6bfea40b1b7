from django.db import migrations

from cms.text_search import NeededExtension, SearchConfiguration


class Migration(migrations.Migration):
    dependencies = [
        ("cms", "0004_change"),
    ]

    operations = [
        NeededExtension("unaccent"),
        SearchConfiguration("cms_plain"),
    ]
