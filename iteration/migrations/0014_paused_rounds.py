"""Rounds whose clock stands still, and rounds that were reopened."""

from datetime import timedelta

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("iteration", "0013_nudges")]

    operations = [
        migrations.AlterField(
            model_name="round",
            name="status",
            field=models.CharField(
                choices=[
                    ("open", "open"),
                    ("paused", "paused"),
                    ("counting", "being counted"),
                    ("published", "published"),
                ],
                default="open",
                max_length=10,
                verbose_name="status",
            ),
        ),
        migrations.AddField(
            model_name="round",
            name="paused_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="paused"),
        ),
        migrations.AddField(
            model_name="round",
            name="time_left",
            field=models.DurationField(blank=True, null=True, verbose_name="time left"),
        ),
        migrations.AddField(
            model_name="round",
            name="reopened",
            field=models.PositiveSmallIntegerField(
                db_default=0, default=0, verbose_name="times reopened"
            ),
        ),
        migrations.AddConstraint(
            model_name="round",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("paused_at__isnull", False),
                    ("status", "paused"),
                    ("time_left__gt", timedelta(0)),
                    ("time_left__isnull", False),
                )
                | (
                    ~models.Q(("status", "paused"))
                    & models.Q(("paused_at", None), ("time_left", None))
                ),
                name="round_paused_keeps_its_time_left",
            ),
        ),
    ]
