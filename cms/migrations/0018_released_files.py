"""Which of the existing images and documents are listed although no published content uses them."""

from typing import Any

from django.db import migrations, models
from django.db.models import Q


def release_files_of_publishers(apps: Any, schema_editor: Any) -> None:
    """Leave released what accounts uploaded that may publish; others, and unknown ones, not."""
    User = apps.get_model("cms", "User")
    publishes = Q(is_superuser=True)
    for path in ("user_permissions__codename", "groups__permissions__codename"):
        publishes |= Q(**{f"{path}__startswith": "publish_"})
    publishes |= Q(groups__page_permissions__permission__codename__startswith="publish_")
    publishers = User.objects.filter(publishes, is_active=True).values("pk")
    for name in ("CustomImage", "CustomDocument"):
        files = apps.get_model("cms", name).objects
        files.exclude(uploaded_by_user__in=publishers).update(is_released=False)
        files.filter(uploaded_by_user=None).update(is_released=False)


def _field() -> models.BooleanField:
    return models.BooleanField(
        default=True, editable=False, verbose_name="mis à disposition du public"
    )


class Migration(migrations.Migration):
    dependencies = [
        ("cms", "0017_count_of_texts"),
        ("wagtailcore", "0097_baselogentry_uuid_action_timestamp_indexes"),
    ]

    operations = [
        migrations.AddField("customdocument", "is_released", _field()),
        migrations.AddField("customimage", "is_released", _field()),
        migrations.RunPython(release_files_of_publishers, migrations.RunPython.noop),
    ]
