from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cms", "0016_collation_of_names")]

    operations = [
        migrations.AddField(
            model_name="translationstate",
            name="same_is_meant",
            field=models.BooleanField(default=False, verbose_name="textes communs voulus"),
        ),
        migrations.AddField(
            model_name="translationstate",
            name="texts",
            field=models.PositiveIntegerField(null=True, verbose_name="textes"),
        ),
        migrations.AddField(
            model_name="translationstate",
            name="untranslated",
            field=models.PositiveIntegerField(null=True, verbose_name="textes non traduits"),
        ),
    ]
