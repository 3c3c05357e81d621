import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("councils", "0005_letters"),
        ("iteration", "0012_round_seal"),
    ]

    operations = [
        migrations.CreateModel(
            name="Nudge",
            fields=[
                (
                    "council",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="nudge",
                        serialize=False,
                        to="councils.council",
                    ),
                ),
                ("at", models.DateTimeField(verbose_name="at")),
                ("event", models.CharField(max_length=120, verbose_name="event")),
                (
                    "round",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="nudges",
                        to="iteration.round",
                    ),
                ),
            ],
            options={
                "verbose_name": "reminder by the facilitators",
                "verbose_name_plural": "reminders by the facilitators",
                "ordering": ["-at"],
                "indexes": [models.Index(fields=["event"], name="nudge_by_event")],
            },
        ),
    ]
