from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from .shared import SharedYear


class Statement(models.Model):
    """What the server above said of a round, as bytes, with what it signed.

    Of each kind the first that holds counts. What contradicts it, or does not hold, is
    kept beside it as evidence, and has no other effect.
    """

    class Kind(models.TextChoices):
        PRICES = "prices", _("prices announced")
        RECORD = "record", _("document of a round")
        ACCORD = "accord", _("what all settled on")
        BRANCH = "branch", _("what was counted above")

    year = models.ForeignKey(SharedYear, models.CASCADE, related_name="statements")
    number = models.PositiveSmallIntegerField(_("round"))
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    body = models.TextField(_("document"))
    # Of the part of it that must never be said otherwise.
    digest = models.CharField(_("digest"), max_length=64)
    # The headers that were signed over it.
    proof = models.JSONField(default=dict)
    # Why it does not count, in words; empty for the one that does.
    fault = models.CharField(_("fault"), max_length=300, blank=True)
    at = models.DateTimeField(_("received"), db_default=Now())

    class Meta:
        verbose_name = _("statement of the server above")
        verbose_name_plural = _("statements of servers above")
        ordering = ["year", "number", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["year", "number", "kind"],
                condition=Q(fault=""),
                name="statement_counts_once",
            ),
            models.UniqueConstraint(
                fields=["year", "number", "kind", "digest"],
                condition=~Q(fault=""),
                name="statement_at_fault_once",
            ),
        ]

    def __str__(self):
        return f"{self.year}/{self.number} {self.kind}: {self.digest[:12]}"
