from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("proposals", "0005_synonyms")]

    operations = [
        migrations.AddField(
            "proposal",
            "notes",
            models.JSONField(
                blank=True, db_default={}, default=dict, verbose_name="notes"
            ),
        ),
    ]
