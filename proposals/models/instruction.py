from decimal import Decimal

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from councils.models import Council

from .good import Good
from .period import Period


class StandingQuerySet(models.QuerySet):
    def in_force(self, at):
        """What stood at ``at``."""
        return self.filter(Q(until=None) | Q(until__gt=at), since__lte=at)


class StandingInstruction(models.Model):
    """How a council is answered for while it is silent.

    Keep repeats its last own proposal, scaled to its entitlement. Follow answers the
    prices with the flexibility the council has declared. It is ended, never edited.
    """

    class Mode(models.TextChoices):
        KEEP = "keep", _("keep the last proposal")
        FOLLOW = "follow", _("follow the prices")

    council = models.ForeignKey(
        Council, models.PROTECT, related_name="instructions", verbose_name=_("council")
    )
    mode = models.CharField(_("mode"), max_length=10, choices=Mode)
    substitution = models.DecimalField(
        _("substitution"),
        max_digits=5,
        decimal_places=3,
        default=Decimal(1),
        help_text=_(
            "1: what becomes 10 percent dearer than the rest is taken 10 percent less."
        ),
    )
    supply_response = models.DecimalField(
        _("supply response"),
        max_digits=5,
        decimal_places=3,
        default=Decimal(1),
        help_text=_("1: 10 percent more for the output brings 10 percent more of it."),
    )
    capacity = models.DecimalField(
        _("capacity"),
        max_digits=18,
        decimal_places=3,
        null=True,
        blank=True,
        help_text=_("Largest possible output of the main good, in its unit."),
    )
    since = models.DateTimeField(_("since"), db_default=Now())
    until = models.DateTimeField(_("until"), null=True, blank=True)

    objects = StandingQuerySet.as_manager()

    class Meta:
        verbose_name = _("standing instruction")
        verbose_name_plural = _("standing instructions")
        ordering = ["council", "-since"]
        constraints = [
            models.UniqueConstraint(
                fields=["council"],
                condition=Q(until=None),
                name="instruction_one_at_a_time",
            ),
            models.CheckConstraint(
                name="instruction_flexibility_in_range",
                condition=Q(
                    substitution__range=(0, 12), supply_response__range=(0, 40)
                ),
            ),
            models.CheckConstraint(
                name="instruction_capacity_is_positive",
                condition=Q(capacity=None)
                | Q(capacity__range=("0.001", "999999999999")),
            ),
        ]

    def __str__(self):
        return f"{self.council}: {self.get_mode_display()}"


class Change(models.Model):
    """How a council expects a period to differ from the one before, good by good."""

    period = models.ForeignKey(
        Period, models.CASCADE, related_name="changes", verbose_name=_("period")
    )
    council = models.ForeignKey(
        Council, models.PROTECT, related_name="changes", verbose_name=_("council")
    )
    good = models.ForeignKey(
        Good, models.PROTECT, related_name="+", verbose_name=_("good")
    )
    factor = models.DecimalField(_("factor"), max_digits=9, decimal_places=6)
    note_en = models.CharField(_("reason in English"), max_length=300, blank=True)
    note_de = models.CharField(_("reason in German"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("change")
        verbose_name_plural = _("changes")
        ordering = ["council", "good"]
        constraints = [
            models.UniqueConstraint(
                fields=["period", "council", "good"], name="change_once_a_line"
            ),
            models.CheckConstraint(
                name="change_factor_not_below_zero",
                condition=Q(factor__gte=0) & Q(factor__lt=1000),
            ),
        ]

    def __str__(self):
        return f"{self.council}, {self.good}: × {self.factor}"
