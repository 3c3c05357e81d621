from decimal import Decimal

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from councils.models import Council

from .entitlement import Entitlement
from .good import Good
from .period import Period

MOST = Decimal("1e8")


class EntitlementRuleQuerySet(models.QuerySet):
    def in_force(self, period):
        """The version that was decided last; None before any was."""
        decided = self.filter(period=period, decided_at__isnull=False)
        return decided.order_by("-version").first()

    def being_written(self, period):
        """The version somebody works on; None where nobody does."""
        return self.filter(period=period, decided_at=None).first()


class EntitlementRule(models.Model):
    """What councils may use in a year, and why: one version of the year's table.

    A version is worked on until it is decided; from then on a trigger refuses every
    change, and whoever wants another makes the next version. Once the first round has
    opened there is none.
    """

    class Per(models.TextChoices):
        MEMBER = "member", _("for each member who works")
        HOUR = "hour", _("for each hour worked")

    class Rating(models.TextChoices):
        EQUAL = "equal", _("every hour counts the same")
        CAP = "cap", _("as the council rates it, up to the same cap for all")
        RATIO = "ratio", _("as the council rates it, up to its own ratio of last year")

    period = models.ForeignKey(
        Period,
        models.PROTECT,
        related_name="entitlement_rules",
        editable=False,
        verbose_name=_("period"),
    )
    version = models.PositiveSmallIntegerField(_("version"), editable=False)
    per = models.CharField(
        _("effort is paid"), max_length=10, choices=Per, default=Per.MEMBER
    )
    rate = models.DecimalField(
        _("credits for that"),
        max_digits=12,
        decimal_places=2,
        default=Decimal(0),
        validators=[MinValueValidator(0), MaxValueValidator(MOST)],
    )
    hours = models.DecimalField(
        _("usual hours of a member in the year"),
        max_digits=7,
        decimal_places=2,
        default=Decimal(1500),
        validators=[MinValueValidator(0), MaxValueValidator(8784)],
    )
    rating = models.CharField(
        _("how effort counts"), max_length=10, choices=Rating, default=Rating.EQUAL
    )
    cap = models.DecimalField(
        _("cap of the mean rating"),
        max_digits=5,
        decimal_places=3,
        default=Decimal(1),
        validators=[MinValueValidator(0), MaxValueValidator(10)],
    )
    carry_forward = models.BooleanField(
        _("what was left over last year is carried forward"), default=False
    )
    repay_years = models.PositiveSmallIntegerField(
        _("years to repay, at most"),
        default=5,
        validators=[MinValueValidator(1), MaxValueValidator(50)],
    )
    borrowing_limit = models.DecimalField(
        _("all councils together may borrow"),
        max_digits=18,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
    )
    reviewers = models.PositiveSmallIntegerField(
        _("reviewers of a special need"),
        default=3,
        validators=[MinValueValidator(1), MaxValueValidator(15)],
    )
    decided_at = models.DateTimeField(_("decided"), null=True, editable=False)
    reason = models.TextField(_("reason"), blank=True, editable=False)

    objects = EntitlementRuleQuerySet.as_manager()

    class Meta:
        verbose_name = _("rule of entitlements")
        verbose_name_plural = _("rules of entitlements")
        ordering = ["period", "-version"]
        constraints = [
            models.UniqueConstraint(
                fields=["period", "version"], name="entitlement_rule_version_once"
            ),
            models.UniqueConstraint(
                fields=["period"],
                condition=Q(decided_at=None),
                name="entitlement_rule_one_being_written",
            ),
            models.CheckConstraint(
                name="entitlement_rule_figures_in_range",
                condition=Q(rate__range=(0, MOST), hours__range=(0, 8784))
                & Q(cap__range=(0, 10), repay_years__range=(1, 50))
                & (Q(borrowing_limit=None) | Q(borrowing_limit__range=(0, 10**15))),
            ),
            models.CheckConstraint(
                name="entitlement_rule_decided_for_a_reason",
                condition=Q(decided_at=None) | ~Q(reason=""),
            ),
        ]

    def __str__(self):
        return _("Table %(version)s") % {"version": self.version}


class EntitlementRate(models.Model):
    """A row of the table: credits for each person of an age or in a circumstance.

    Rows that are not ``additional`` divide the members of a council: everybody stands
    in one of them, in the first where nothing is said. ``works``: these people are paid
    for effort. A compensation goes to all members of the councils below ``area``, of
    all councils without one, or, if ``counted``, to as many as the council says.
    """

    class Source(models.TextChoices):
        ALLOWANCE = Entitlement.Source.ALLOWANCE.value, _("allowance")
        COMPENSATION = Entitlement.Source.COMPENSATION.value, _("compensation")

    rule = models.ForeignKey(EntitlementRule, models.CASCADE, related_name="rates")
    position = models.PositiveSmallIntegerField(_("position"))
    code = models.SlugField(_("short name"), max_length=40)
    source = models.CharField(
        _("source"), max_length=20, choices=Source, default=Source.ALLOWANCE
    )
    name_en = models.CharField(_("name in English"), max_length=80)
    name_de = models.CharField(_("name in German"), max_length=80, blank=True)
    amount = models.DecimalField(
        _("credits per person"),
        max_digits=12,
        decimal_places=2,
        default=Decimal(0),
        validators=[MinValueValidator(0), MaxValueValidator(MOST)],
    )
    works = models.BooleanField(_("paid for effort"), default=False)
    additional = models.BooleanField(_("in addition to another row"), default=False)
    counted = models.BooleanField(_("councils say how many"), default=True)
    good = models.ForeignKey(
        Good,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("good"),
    )
    area = models.ForeignKey(
        Council, models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = _("row of a rule of entitlements")
        verbose_name_plural = _("rows of rules of entitlements")
        ordering = ["rule", "position"]
        constraints = [
            models.UniqueConstraint(
                fields=["rule", "code"], name="entitlement_rate_code_once"
            ),
            models.CheckConstraint(
                name="entitlement_rate_not_below_zero",
                condition=Q(amount__range=(0, MOST)),
            ),
            models.CheckConstraint(
                name="entitlement_rate_of_allowances_is_counted",
                condition=~Q(source="allowance") | Q(counted=True, area=None),
            ),
            models.CheckConstraint(
                name="entitlement_rate_of_a_compensation_is_additional",
                condition=~Q(source="compensation") | Q(additional=True, works=False),
            ),
        ]

    def __str__(self):
        german = (get_language() or "").startswith("de")
        return (german and self.name_de) or self.name_en

    @property
    def divides(self):
        """Whether it is one of the rows of which everybody stands in exactly one."""
        return not self.additional
