from datetime import timedelta
from decimal import Decimal

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from .good import Good


class PeriodQuerySet(models.QuerySet):
    def visible(self):
        """Planning years the public may see: all that have left preparation."""
        return self.reachable().filter(practice=False)

    def reachable(self):
        """The same, and practice years: who knows the address may look at one."""
        return self.exclude(status=Period.Status.DRAFT)

    def real(self):
        """All but practice years, also those in preparation."""
        return self.filter(practice=False)


class Period(models.Model):
    """A planning year.

    Its catalogue, first prices and entitlements are frozen when its first round opens.
    """

    class Status(models.TextChoices):
        DRAFT = "draft", _("in preparation")
        OPEN = "open", _("rounds are running")
        STALLED = "stalled", _("stalled")
        AGREED = "agreed", _("agreed")
        SETTLED = "settled", _("settled")
        PUBLISHED = "published", _("plan published")
        IN_FORCE = "in_force", _("plan in force")
        CLOSED = "closed", _("closed")

    class Silence(models.TextChoices):
        IMPUTE = "impute", _("it is answered for as its earlier answers let expect")
        CARRY = "carry", _("the last proposal is carried forward")
        ZERO = "zero", _("nothing is requested or offered")
        EXCLUDE = "exclude", _("the council is left out of the count")

    class Rule(models.TextChoices):
        CALIBRATED = "calibrated", _("calibrated rule")
        AGGREGATE = "aggregate", _("aggregate rule")
        REFERENCE = "reference", _("reference rule")

    code = models.SlugField(_("code"), max_length=40, unique=True)
    name_en = models.CharField(_("name in English"), max_length=200)
    name_de = models.CharField(_("name in German"), max_length=200)
    starts = models.DateField(_("starts"))
    ends = models.DateField(_("ends"))
    previous = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="following",
        verbose_name=_("year before"),
    )
    status = models.CharField(
        _("status"), max_length=20, choices=Status, default=Status.DRAFT
    )
    goods = models.ManyToManyField(Good, through="CatalogueEntry", related_name="+")
    frozen_at = models.DateTimeField(_("catalogue frozen"), null=True, editable=False)
    # Proposals are never stamped before this: up to here rounds have been counted.
    fixed_until = models.DateTimeField(_("counted until"), null=True, editable=False)

    tolerance = models.DecimalField(
        _("tolerance"),
        max_digits=6,
        decimal_places=5,
        default=Decimal("0.03"),
        validators=[MinValueValidator(Decimal("0.0001")), MaxValueValidator(1)],
        help_text=_("0.03: a good counts as balanced within 3 percent."),
    )
    rule = models.CharField(
        _("price rule"), max_length=20, choices=Rule, default=Rule.CALIBRATED
    )
    silence = models.CharField(
        _("if a council is silent"),
        max_length=10,
        choices=Silence,
        default=Silence.IMPUTE,
    )
    round_length = models.DurationField(
        _("length of a round"), default=timedelta(days=7)
    )
    max_rounds = models.PositiveSmallIntegerField(_("rounds at most"), default=30)
    # Rounds up to this one no longer count when progress is judged.
    resumed_after = models.PositiveSmallIntegerField(default=0, editable=False)
    automatic = models.BooleanField(
        _("automatic"),
        default=False,
        help_text=_("Settle and publish as soon as the proposals agree."),
    )
    publishers = models.PositiveSmallIntegerField(
        _("people who publish a plan"),
        default=2,
        db_default=2,
        validators=[MinValueValidator(1), MaxValueValidator(20)],
        help_text=_("So many different people approve a plan before it is published."),
    )
    # Rounds for practice: no letters, no part in any other year, and it may be deleted.
    practice = models.BooleanField(
        _("practice year"), default=False, db_default=False, editable=False
    )
    # Its rounds are opened, counted and settled together with other servers.
    together = models.BooleanField(
        _("planned with other servers"), default=False, db_default=False, editable=False
    )
    # Another server keeps its clock: rounds open here when they are announced there.
    follows = models.BooleanField(
        _("led by another server"), default=False, db_default=False, editable=False
    )
    rehearses = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="rehearsals",
        verbose_name=_("rehearses"),
    )
    pledges = models.PositiveSmallIntegerField(
        _("pledges for a new good"),
        default=2,
        db_default=2,
        help_text=_("Councils that must pledge to request a good nobody planned yet."),
    )
    # What the data package said of itself that has no other place here: JSON as it
    # was, so that it can be given back.
    package = models.TextField(blank=True, editable=False)

    objects = PeriodQuerySet.as_manager()

    class Meta:
        verbose_name = _("planning year")
        verbose_name_plural = _("planning years")
        ordering = ["-starts", "code"]
        constraints = [
            models.CheckConstraint(
                name="period_ends_after_it_begins", condition=Q(ends__gt=F("starts"))
            ),
            models.CheckConstraint(
                name="period_tolerance_between_0_and_1",
                condition=Q(tolerance__gt=0, tolerance__lte=1),
            ),
            models.CheckConstraint(
                name="period_rounds_take_time",
                condition=Q(round_length__gt=timedelta(0), max_rounds__gte=1),
            ),
            models.CheckConstraint(
                name="period_plan_published_by_somebody",
                condition=Q(publishers__range=(1, 20)),
            ),
            models.CheckConstraint(
                name="period_follows_together",
                condition=Q(follows=False) | Q(together=True),
            ),
            models.CheckConstraint(
                name="period_rehearsing_is_for_practice",
                condition=Q(rehearses=None) | Q(practice=True),
            ),
            models.CheckConstraint(
                name="period_frozen_once_it_left_preparation",
                condition=Q(status="draft", frozen_at=None)
                | (~Q(status="draft") & Q(frozen_at__isnull=False)),
            ),
        ]

    def __str__(self):
        german = (get_language() or "").startswith("de")
        return self.name_de if german else self.name_en

    @property
    def takes_proposals(self):
        return self.status == self.Status.OPEN


class CatalogueEntry(models.Model):
    """A good in the catalogue of a period, with the price of its first round.

    The floor is the price below which no rule may go.
    """

    period = models.ForeignKey(
        Period, models.CASCADE, related_name="catalogue", verbose_name=_("period")
    )
    good = models.ForeignKey(
        Good, models.PROTECT, related_name="+", verbose_name=_("good")
    )
    start_price = models.DecimalField(
        _("first price"), max_digits=30, decimal_places=15
    )
    floor = models.DecimalField(_("price floor"), max_digits=30, decimal_places=15)

    class Meta:
        verbose_name = _("good of the catalogue")
        verbose_name_plural = _("catalogue")
        ordering = ["good_id"]
        constraints = [
            models.UniqueConstraint(
                fields=["period", "good"], name="catalogue_has_a_good_once"
            ),
            # A numeric column takes NaN, and NaN is greater than every number.
            models.CheckConstraint(
                name="catalogue_prices_above_the_floor",
                condition=Q(floor__gt=0)
                & Q(start_price__gte=F("floor"))
                & Q(start_price__lt=Decimal("1e15")),
            ),
        ]

    def __str__(self):
        return f"{self.good} ({self.period})"
