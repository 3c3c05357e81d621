"""How goods end, and which goods stand in their place."""

import uuid
from fractions import Fraction

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from .good import Good

LARGEST = 10**12


class SuccessionQuerySet(models.QuerySet):
    def standing(self):
        """Those nobody has undone."""
        return self.filter(undone_at=None)

    def before(self, opened_at):
        """Those that hold for a year opened at ``opened_at``; None: not yet opened."""
        standing = self.standing()
        if opened_at is None:
            return standing
        return standing.filter(recorded_at__lt=opened_at)


class Succession(models.Model):
    """That a good is not planned with any more in the years that open later.

    A catalogue that is fixed never changes: years that run go on with the good. A row
    is undone, never changed or deleted, and only as long as no year has opened with it.
    """

    class Kind(models.TextChoices):
        RETIRE = "retire", _("not offered any more")
        MERGE = "merge", _("merged")
        SPLIT = "split", _("split")
        CONVERT = "convert", _("counted in another unit")

    good = models.ForeignKey(
        Good, models.PROTECT, related_name="successions", verbose_name=_("good")
    )
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    # What was decided together.
    act = models.UUIDField(default=uuid.uuid4, editable=False)
    recorded_at = models.DateTimeField(_("recorded"), db_default=Now())
    undone_at = models.DateTimeField(_("undone"), null=True, blank=True)

    objects = SuccessionQuerySet.as_manager()

    class Meta:
        verbose_name = _("succession")
        verbose_name_plural = _("successions")
        ordering = ["-recorded_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["good"],
                condition=Q(undone_at=None),
                name="succession_a_good_ends_once",
            ),
            models.CheckConstraint(
                name="succession_undone_after_it_was_recorded",
                condition=Q(undone_at=None) | Q(undone_at__gte=F("recorded_at")),
            ),
        ]
        indexes = [models.Index(fields=["act"], name="succession_by_act")]

    def __str__(self):
        return f"{self.good}: {self.get_kind_display()}"


class Successor(models.Model):
    """A good that stands in the place of another, and how much of it for one unit.

    ``share``: which part of the old good goes here. ``factor``: how many units of the
    new good one unit of that part is. Both are exact.
    """

    succession = models.ForeignKey(
        Succession, models.PROTECT, related_name="successors"
    )
    good = models.ForeignKey(
        Good, models.PROTECT, related_name="predecessors", verbose_name=_("good")
    )
    share_numerator = models.BigIntegerField(_("numerator of the share"), default=1)
    share_denominator = models.BigIntegerField(_("denominator of the share"), default=1)
    numerator = models.BigIntegerField(_("numerator of the factor"), default=1)
    denominator = models.BigIntegerField(_("denominator of the factor"), default=1)

    class Meta:
        verbose_name = _("successor of a good")
        verbose_name_plural = _("successors of goods")
        ordering = ["succession", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["succession", "good"], name="successor_once_a_succession"
            ),
            models.CheckConstraint(
                name="successor_share_above_zero_and_at_most_one",
                condition=Q(
                    share_numerator__gte=1,
                    share_numerator__lte=F("share_denominator"),
                ),
            ),
            models.CheckConstraint(
                name="successor_factor_above_zero",
                condition=Q(
                    numerator__range=(1, LARGEST), denominator__range=(1, LARGEST)
                ),
            ),
        ]

    def __str__(self):
        return f"{self.good}: {self.share} × {self.factor}"

    @property
    def share(self):
        return Fraction(self.share_numerator, self.share_denominator)

    @property
    def factor(self):
        return Fraction(self.numerator, self.denominator)
