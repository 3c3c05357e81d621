from decimal import Decimal

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from councils.models import Council

from .period import Period


class EntitlementQuerySet(models.QuerySet):
    def per_council(self, period):
        """What each council may use in ``period``, in credits, by the council's key."""
        sums = (
            self.filter(period=period)
            .values("council_id")
            .annotate(total=models.Sum("amount"))
            .order_by("council_id")
        )
        return {row["council_id"]: row["total"] for row in sums}


class Entitlement(models.Model):
    """What a council may use in a period, in credits, and where that comes from.

    It is nominal and fixed while rounds run: a trigger refuses every change once the
    period's first round has opened.
    """

    class Source(models.TextChoices):
        EFFORT = "effort", _("effort")
        ALLOWANCE = "allowance", _("allowance")
        CREDIT = "credit", _("credit")
        COMPENSATION = "compensation", _("compensation")
        NEED = "need", _("special need")

    council = models.ForeignKey(
        Council, models.PROTECT, related_name="entitlements", verbose_name=_("council")
    )
    period = models.ForeignKey(
        Period, models.CASCADE, related_name="entitlements", verbose_name=_("period")
    )
    source = models.CharField(_("source"), max_length=20, choices=Source)
    amount = models.DecimalField(_("amount"), max_digits=18, decimal_places=2)
    basis = models.CharField(
        _("basis"),
        max_length=200,
        blank=True,
        help_text=_("How it was computed, for example 240 members at 9,000 credits."),
    )
    # The same as figures, where a rule granted it, so that it can be told in words.
    reckoning = models.JSONField(default=dict, blank=True, editable=False)

    objects = EntitlementQuerySet.as_manager()

    class Meta:
        verbose_name = _("entitlement")
        verbose_name_plural = _("entitlements")
        ordering = ["council", "source"]
        constraints = [
            models.UniqueConstraint(
                fields=["council", "period", "source"], name="entitlement_source_once"
            ),
            models.CheckConstraint(
                name="entitlement_is_a_number_not_below_zero",
                condition=Q(amount__gte=0) & Q(amount__lt=Decimal("1e16")),
            ),
        ]

    def __str__(self):
        return f"{self.council}: {self.amount} ({self.get_source_display()})"
