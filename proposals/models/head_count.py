from decimal import Decimal

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from councils.models import Council

from .period import Period


class HeadCount(models.Model):
    """What a consumer council says of its members for a year: only how many.

    ``heads`` maps the short name of a row of the year's table to a number of people.
    No person is named, and whoever is outside the council and the facilitators is shown
    no number below five.
    """

    class Origin(models.TextChoices):
        COUNCIL = "council", _("said by the council")
        FILE = "file", _("from a file")

    council = models.ForeignKey(
        Council, models.PROTECT, related_name="head_counts", verbose_name=_("council")
    )
    period = models.ForeignKey(
        Period, models.PROTECT, related_name="head_counts", verbose_name=_("period")
    )
    heads = models.JSONField(_("people"), default=dict)
    rating = models.DecimalField(
        _("mean effort rating"), max_digits=5, decimal_places=3, default=Decimal(1)
    )
    hours = models.DecimalField(
        _("mean hours of a member who works"),
        max_digits=7,
        decimal_places=2,
        null=True,
        blank=True,
    )
    origin = models.CharField(
        _("origin"), max_length=10, choices=Origin, default=Origin.COUNCIL
    )
    said_at = models.DateTimeField(_("said"), db_default=Now())

    class Meta:
        verbose_name = _("head count")
        verbose_name_plural = _("head counts")
        ordering = ["period", "council"]
        constraints = [
            models.UniqueConstraint(
                fields=["council", "period"], name="head_count_once_a_council"
            ),
            models.CheckConstraint(
                name="head_count_figures_in_range",
                condition=Q(rating__range=(0, 10))
                & (Q(hours=None) | Q(hours__range=(0, 8784))),
            ),
        ]

    def __str__(self):
        return f"{self.council} ({self.period})"
