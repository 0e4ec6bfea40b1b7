"""Each document is stored in a folder of its own."""

from django.db import migrations

import cms.media.storage
import cms.uploads.fields


class Migration(migrations.Migration):
    dependencies = [
        ("cms", "0018_released_files"),
    ]

    operations = [
        migrations.AlterField(
            model_name="customdocument",
            name="file",
            field=cms.uploads.fields.CleanDocumentField(
                max_length=255,
                upload_to=cms.media.storage.document_upload_to,
                verbose_name="file",
            ),
        ),
    ]
