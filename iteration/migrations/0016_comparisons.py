"""What each way to finish would make of a round, computed once."""

import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("iteration", "0015_approvals")]

    operations = [
        migrations.CreateModel(
            name="Comparison",
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
                    "finish",
                    models.CharField(
                        choices=[
                            ("settlement", "settlement alone"),
                            ("model", "the models’ offer"),
                        ],
                        max_length=10,
                        verbose_name="finish",
                    ),
                ),
                (
                    "figures",
                    models.JSONField(editable=False, verbose_name="figures"),
                ),
                ("seconds", models.FloatField(verbose_name="seconds to compute")),
                (
                    "at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(),
                        verbose_name="computed",
                    ),
                ),
                (
                    "round",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="comparisons",
                        to="iteration.round",
                    ),
                ),
            ],
            options={
                "verbose_name": "comparison of finishes",
                "verbose_name_plural": "comparisons of finishes",
                "ordering": ["round", "finish"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("round", "finish"), name="comparison_once_a_finish"
                    )
                ],
            },
        ),
    ]
