from django.db import migrations, models
from django.db.models.functions import Now


class Migration(migrations.Migration):
    dependencies = [("councils", "0005_letters")]

    operations = [
        migrations.AddField(
            model_name="council",
            name="practice",
            field=models.BooleanField(
                db_default=False,
                default=False,
                editable=False,
                verbose_name="for practice",
            ),
        ),
        migrations.CreateModel(
            name="FirstKey",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True,
                        primary_key=True,
                        serialize=False,
                        verbose_name="ID",
                    ),
                ),
                (
                    "token_digest",
                    models.CharField(
                        max_length=64, unique=True, verbose_name="digest of the key"
                    ),
                ),
                (
                    "made_at",
                    models.DateTimeField(db_default=Now(), verbose_name="made"),
                ),
                ("expires_at", models.DateTimeField(verbose_name="expires")),
                (
                    "used_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="used"),
                ),
            ],
            options={
                "verbose_name": "first key",
                "verbose_name_plural": "first keys",
            },
        ),
        migrations.AddConstraint(
            model_name="firstkey",
            constraint=models.CheckConstraint(
                condition=models.Q(("expires_at__gt", models.F("made_at"))),
                name="first_key_expires_after_it_was_made",
            ),
        ),
    ]
