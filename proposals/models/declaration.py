from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from councils.models import Council

from .instruction import StandingQuerySet


class Declaration(models.Model):
    """What a council says of itself to the price rule: how it would answer prices.

    Each figure is optional. It is where the rule's expectation begins, or begins again,
    and never the truth: the council's own answers go on teaching. Ended, never edited.
    """

    council = models.ForeignKey(
        Council, models.PROTECT, related_name="declarations", verbose_name=_("council")
    )
    capacity = models.DecimalField(
        _("capacity"),
        max_digits=18,
        decimal_places=3,
        null=True,
        blank=True,
        help_text=_("Largest possible output of the main good, in its unit."),
    )
    substitution = models.DecimalField(
        _("substitution"),
        max_digits=5,
        decimal_places=3,
        null=True,
        blank=True,
        help_text=_(
            "1: what becomes 10 percent dearer than the rest is taken 10 percent less."
        ),
    )
    supply_response = models.DecimalField(
        _("supply response"),
        max_digits=5,
        decimal_places=3,
        null=True,
        blank=True,
        help_text=_("1: 10 percent more for the output brings 10 percent more of it."),
    )
    since = models.DateTimeField(_("since"), db_default=Now())
    until = models.DateTimeField(_("until"), null=True, blank=True)

    objects = StandingQuerySet.as_manager()

    class Meta:
        verbose_name = _("declaration")
        verbose_name_plural = _("declarations")
        ordering = ["council", "-since"]
        constraints = [
            models.UniqueConstraint(
                fields=["council"],
                condition=Q(until=None),
                name="declaration_one_at_a_time",
            ),
            models.CheckConstraint(
                name="declaration_says_something",
                condition=Q(capacity__isnull=False)
                | Q(substitution__isnull=False)
                | Q(supply_response__isnull=False),
            ),
            models.CheckConstraint(
                name="declaration_figures_in_range",
                condition=(Q(substitution=None) | Q(substitution__range=(0, 12)))
                & (Q(supply_response=None) | Q(supply_response__range=(0, 40)))
                & (Q(capacity=None) | Q(capacity__range=("0.001", "999999999999"))),
            ),
        ]

    def __str__(self):
        return str(self.council)
