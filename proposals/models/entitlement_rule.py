from decimal import Decimal

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

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
