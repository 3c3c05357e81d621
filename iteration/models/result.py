from decimal import Decimal

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from proposals.models import Good

from .round import Round


class Price(models.Model):
    """The indicative price of a good in a round, in credits per unit."""

    round = models.ForeignKey(
        Round, models.PROTECT, related_name="prices", verbose_name=_("round")
    )
    good = models.ForeignKey(
        Good, models.PROTECT, related_name="+", verbose_name=_("good")
    )
    price = models.DecimalField(_("price"), max_digits=30, decimal_places=15)

    class Meta:
        verbose_name = _("price")
        verbose_name_plural = _("prices")
        ordering = ["round", "good_id"]
        constraints = [
            models.UniqueConstraint(fields=["round", "good"], name="price_once"),
            # Above zero and a number: NaN is greater than every number.
            models.CheckConstraint(
                name="price_is_a_positive_number",
                condition=Q(price__gt=0) & Q(price__lt=Decimal("1e15")),
            ),
        ]

    def __str__(self):
        return f"{self.good}: {self.price}"


class Result(models.Model):
    """What a round counted of a good, in smallest units, and what the rule did."""

    class Reason(models.TextChoices):
        OVER_REQUESTED = "over_requested", _("more is requested than offered")
        OVER_OFFERED = "over_offered", _("more is offered than requested")
        BALANCED = "balanced", _("requested and offered are equal")
        AT_FLOOR = "at_floor", _("offered in surplus at the lowest price")
        ACCELERATED = "accelerated", _("moved together with the other goods")
        MODEL = "model", _("moved to where all expected answers balance")
        CAPPED = "capped", _("moved by as much as one round may")

    round = models.ForeignKey(
        Round, models.PROTECT, related_name="results", verbose_name=_("round")
    )
    good = models.ForeignKey(
        Good, models.PROTECT, related_name="+", verbose_name=_("good")
    )
    requested = models.BigIntegerField(_("requested"))
    offered = models.BigIntegerField(_("offered"))
    imbalance = models.FloatField(_("imbalance"))
    within = models.BooleanField(_("within tolerance"))
    reason = models.CharField(_("reason"), max_length=20, choices=Reason)
    step = models.FloatField(_("relative change of the price"))
    # By the kind of council, what it requests more or offers less than in the round
    # before, smallest units.
    pulls = models.JSONField(default=dict, db_default={}, editable=False)

    class Meta:
        verbose_name = _("result")
        verbose_name_plural = _("results")
        ordering = ["round", "good_id"]
        constraints = [
            models.UniqueConstraint(fields=["round", "good"], name="result_once"),
            models.CheckConstraint(
                name="result_totals_not_below_zero",
                condition=Q(requested__gte=0, offered__gte=0),
            ),
            models.CheckConstraint(
                name="result_imbalance_in_range", condition=Q(imbalance__range=(-2, 2))
            ),
        ]

    def __str__(self):
        return f"{self.good}: {self.requested} / {self.offered}"

    @property
    def excess(self):
        return self.requested - self.offered
