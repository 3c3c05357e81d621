"""Goods that somebody misses, and what councils pledge of them."""

from decimal import Decimal

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import F, Q
from django.db.models.functions import Now

KEY = models.BigAutoField(
    auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
)
CATEGORIES = [
    ("consumption", "consumption"),
    ("public", "public good"),
    ("intermediate", "intermediate good"),
    ("labour", "labour"),
    ("resource", "natural resource"),
    ("capital", "capital"),
    ("pollutant", "pollutant"),
]
PROTECT = django.db.models.deletion.PROTECT


def short(words, length, **more):
    return models.CharField(max_length=length, verbose_name=words, **more)


class Migration(migrations.Migration):
    dependencies = [
        ("proposals", "0017_successions"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="period",
            name="pledges",
            field=models.PositiveSmallIntegerField(
                db_default=2,
                default=2,
                help_text=(
                    "Councils that must pledge to request a good nobody planned yet."
                ),
                verbose_name="pledges for a new good",
            ),
        ),
        migrations.CreateModel(
            name="Wanted",
            fields=[
                ("id", KEY),
                ("code", models.SlugField(max_length=60, verbose_name="code")),
                ("name_en", short("name in English", 200)),
                ("name_de", short("name in German", 200)),
                ("category", short("category", 20, choices=CATEGORIES)),
                ("unit", short("unit", 20)),
                (
                    "decimals",
                    models.PositiveSmallIntegerField(verbose_name="decimals"),
                ),
                (
                    "description",
                    models.TextField(max_length=2000, verbose_name="description"),
                ),
                (
                    "recipe_cost",
                    models.DecimalField(
                        decimal_places=15, max_digits=30, verbose_name="recipe cost"
                    ),
                ),
                (
                    "asked_at",
                    models.DateTimeField(db_default=Now(), verbose_name="asked"),
                ),
                (
                    "asked_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="asked by",
                    ),
                ),
                (
                    "outcome",
                    short(
                        "outcome",
                        10,
                        blank=True,
                        choices=[("accepted", "accepted"), ("refused", "refused")],
                    ),
                ),
                (
                    "decided_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="decided"),
                ),
                ("reason", short("reason", 500, blank=True)),
                (
                    "good",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=PROTECT,
                        related_name="wanted",
                        to="proposals.good",
                    ),
                ),
            ],
            options={
                "verbose_name": "good asked for",
                "verbose_name_plural": "goods asked for",
                "ordering": ["-asked_at", "-pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("code",),
                        condition=Q(("decided_at", None)),
                        name="wanted_once_at_a_time",
                    ),
                    models.CheckConstraint(
                        condition=Q(
                            Q(("decided_at", None), ("good", None), ("outcome", "")),
                            Q(
                                ("decided_at__isnull", False),
                                ("good__isnull", False),
                                ("outcome", "accepted"),
                            ),
                            Q(
                                ("decided_at__isnull", False),
                                ("good", None),
                                ("outcome", "refused"),
                                Q(("reason", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="wanted_decided_has_an_outcome",
                    ),
                    models.CheckConstraint(
                        condition=Q(
                            ("decimals__lte", 3),
                            ("recipe_cost__gt", 0),
                            ("recipe_cost__lt", Decimal("1e15")),
                        ),
                        name="wanted_can_be_counted_and_costs_something",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Pledge",
            fields=[
                ("id", KEY.clone()),
                (
                    "units",
                    models.BigIntegerField(
                        help_text="Positive: requested. Negative: offered.",
                        verbose_name="quantity",
                    ),
                ),
                (
                    "pledged_at",
                    models.DateTimeField(db_default=Now(), verbose_name="pledged"),
                ),
                (
                    "withdrawn_at",
                    models.DateTimeField(
                        blank=True, null=True, verbose_name="withdrawn"
                    ),
                ),
                (
                    "council",
                    models.ForeignKey(
                        on_delete=PROTECT,
                        related_name="pledges",
                        to="councils.council",
                    ),
                ),
                (
                    "wanted",
                    models.ForeignKey(
                        on_delete=PROTECT,
                        related_name="pledges",
                        to="proposals.wanted",
                    ),
                ),
            ],
            options={
                "verbose_name": "pledge",
                "verbose_name_plural": "pledges",
                "ordering": ["wanted", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("wanted", "council"),
                        condition=Q(("withdrawn_at", None)),
                        name="pledge_one_a_council",
                    ),
                    models.CheckConstraint(
                        condition=Q(("units", 0), _negated=True),
                        name="pledge_is_of_something",
                    ),
                    models.CheckConstraint(
                        condition=Q(
                            ("withdrawn_at", None),
                            ("withdrawn_at__gte", F("pledged_at")),
                            _connector="OR",
                        ),
                        name="pledge_withdrawn_after_it_was_made",
                    ),
                ],
            },
        ),
    ]
