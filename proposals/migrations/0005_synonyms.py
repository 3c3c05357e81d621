from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("proposals", "0004_declarations")]

    operations = [
        migrations.AddField(
            "good",
            "synonyms_en",
            models.CharField(
                blank=True,
                default="",
                help_text="With commas between them: rolls, toast, baguette.",
                max_length=300,
                verbose_name="other names in English",
            ),
            preserve_default=False,
        ),
        migrations.AddField(
            "good",
            "synonyms_de",
            models.CharField(
                blank=True,
                default="",
                max_length=300,
                verbose_name="other names in German",
            ),
            preserve_default=False,
        ),
    ]
