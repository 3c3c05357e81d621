import uuid
from decimal import Decimal

from django.db import models
from django.db.models import Q, Sum
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from councils.models import Council

from .period import Period


class CreditQuerySet(models.QuerySet):
    def granted(self):
        return self.filter(state=Credit.State.GRANTED)

    def asked(self):
        return self.filter(state=Credit.State.ASKED)

    def net(self, period):
        """What was granted for a year, less what is repaid in it, in credits."""
        lent = self.granted().filter(period=period).aggregate(sum=Sum("amount"))
        paid = Repayment.objects.filter(period=period).aggregate(sum=Sum("amount"))
        return (lent["sum"] or Decimal(0)) - (paid["sum"] or Decimal(0))


class Credit(models.Model):
    """What a council wants to use beyond its entitlement, and repays without interest.

    Granted, it counts in its year; in each of the ``years`` that follow an equal share
    of it is taken off again.
    """

    class State(models.TextChoices):
        ASKED = "asked", _("asked for")
        GRANTED = "granted", _("granted")
        REFUSED = "refused", _("refused")
        WITHDRAWN = "withdrawn", _("withdrawn")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    council = models.ForeignKey(
        Council, models.PROTECT, related_name="credits", verbose_name=_("council")
    )
    period = models.ForeignKey(
        Period, models.PROTECT, related_name="credits", verbose_name=_("period")
    )
    amount = models.DecimalField(_("amount"), max_digits=14, decimal_places=2)
    years = models.PositiveSmallIntegerField(_("years to repay"))
    purpose = models.TextField(_("what for"), max_length=2000)
    state = models.CharField(
        _("state"), max_length=10, choices=State, default=State.ASKED
    )
    asked_at = models.DateTimeField(_("asked"), db_default=Now())
    decided_at = models.DateTimeField(_("decided"), null=True)
    reason = models.TextField(_("reason"), blank=True)

    objects = CreditQuerySet.as_manager()

    class Meta:
        verbose_name = _("credit")
        verbose_name_plural = _("credits")
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["council", "period"],
                condition=Q(state="asked"),
                name="credit_one_asked_for_at_a_time",
            ),
            models.CheckConstraint(
                name="credit_above_zero_and_repaid_in_years",
                condition=Q(amount__gt=0, amount__lt=10**12, years__range=(1, 50)),
            ),
            models.CheckConstraint(
                name="credit_decided_for_a_reason",
                condition=Q(state="asked", decided_at=None)
                | Q(decided_at__isnull=False) & (Q(state="withdrawn") | ~Q(reason="")),
            ),
        ]

    def __str__(self):
        return f"{self.council}: {self.amount}"


class Repayment(models.Model):
    """What is taken off a council's entitlement of a year for a credit it had."""

    credit = models.ForeignKey(Credit, models.PROTECT, related_name="repayments")
    period = models.ForeignKey(
        Period, models.PROTECT, related_name="repayments", verbose_name=_("period")
    )
    amount = models.DecimalField(_("amount"), max_digits=14, decimal_places=2)

    class Meta:
        verbose_name = _("repayment")
        verbose_name_plural = _("repayments")
        ordering = ["period", "credit"]
        constraints = [
            models.UniqueConstraint(
                fields=["credit", "period"], name="repayment_once_a_year"
            ),
            models.CheckConstraint(
                name="repayment_above_zero",
                condition=Q(amount__gt=0, amount__lt=10**12),
            ),
        ]

    def __str__(self):
        return f"{self.credit}, {self.period}: {self.amount}"
