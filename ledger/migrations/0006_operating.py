import django.db.models.functions.datetime
from django.db import migrations, models


class Migration(migrations.Migration):
    """When each part last did its work, and what is said while it is looked after."""

    dependencies = [("ledger", "0005_operators")]

    operations = [
        migrations.CreateModel(
            name="Heartbeat",
            fields=[
                ("name", models.CharField(max_length=40, primary_key=True, serialize=False, verbose_name="name")),
                ("at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), verbose_name="at")),
                ("count", models.PositiveBigIntegerField(default=1, verbose_name="how often")),
            ],
            options={"verbose_name": "heartbeat", "verbose_name_plural": "heartbeats"},
        ),
        migrations.CreateModel(
            name="Maintenance",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("begins", models.DateTimeField(verbose_name="from")),
                ("ends", models.DateTimeField(verbose_name="until")),
                ("text_en", models.TextField(max_length=500, verbose_name="text in English")),
                ("text_de", models.TextField(max_length=500, verbose_name="text in German")),
                ("closed", models.BooleanField(default=False, verbose_name="closed for everybody else")),
                ("announced_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), verbose_name="announced")),
                ("lifted_at", models.DateTimeField(null=True, verbose_name="ended before its time")),
            ],
            options={
                "verbose_name": "maintenance",
                "verbose_name_plural": "times of maintenance",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("ends__gt", models.F("begins"))),
                        name="maintenance_ends_after_it_begins",
                    )
                ],
            },
        ),
    ]
