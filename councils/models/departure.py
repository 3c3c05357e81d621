"""How councils end, and which councils go on in their place."""

import uuid

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from .council import Council


class DepartureQuerySet(models.QuerySet):
    def standing(self):
        """Those nobody has ended."""
        return self.filter(ended_at=None)

    def absent(self, at):
        """Of councils that had left at ``at`` and not come back."""
        left = self.filter(kind=Departure.Kind.LEAVE, at__lt=at)
        return left.filter(Q(ended_at=None) | Q(ended_at__gte=at))

    def outside(self, at, opened_at):
        """Of councils that take no part, at a moment, in a year opened at another.

        None for a year that has not opened yet.
        """
        ended = self.before(opened_at).exclude(kind=Departure.Kind.LEAVE)
        return self.filter(
            Q(pk__in=self.absent(at).values("pk")) | Q(pk__in=ended.values("pk"))
        )

    def before(self, opened_at):
        """Those that hold for a year opened at ``opened_at``; None: not yet opened."""
        standing = self.standing()
        return standing if opened_at is None else standing.filter(at__lt=opened_at)


class Departure(models.Model):
    """That a council takes part no longer, and from when on.

    Who leaves is in no count from that moment. All other kinds hold for the years that
    open later: the years that run go on with the council to their end. A row is ended,
    never changed or deleted, and what has been counted in between stays as it was.
    """

    class Kind(models.TextChoices):
        LEAVE = "leave", _("has left")
        RETIRE = "retire", _("ends with the year")
        MERGE = "merge", _("is merged")
        SPLIT = "split", _("is split")

    council = models.ForeignKey(
        Council, models.PROTECT, related_name="departures", verbose_name=_("council")
    )
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    # What was decided together.
    act = models.UUIDField(default=uuid.uuid4, editable=False)
    at = models.DateTimeField(_("at"), db_default=Now())
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)

    objects = DepartureQuerySet.as_manager()

    class Meta:
        verbose_name = _("departure")
        verbose_name_plural = _("departures")
        ordering = ["-at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["council"],
                condition=Q(ended_at=None),
                name="departure_one_at_a_time",
            ),
            models.CheckConstraint(
                name="departure_ends_after_it_began",
                condition=Q(ended_at=None) | Q(ended_at__gte=F("at")),
            ),
        ]
        indexes = [models.Index(fields=["act"], name="departure_by_act")]

    def __str__(self):
        return f"{self.council}: {self.get_kind_display()}"


class Heir(models.Model):
    """A council that goes on in place of another, with a share of its figures."""

    departure = models.ForeignKey(Departure, models.PROTECT, related_name="heirs")
    council = models.ForeignKey(
        Council, models.PROTECT, related_name="inherits", verbose_name=_("council")
    )
    numerator = models.BigIntegerField(_("numerator of the share"))
    denominator = models.BigIntegerField(_("denominator of the share"))

    class Meta:
        verbose_name = _("successor")
        verbose_name_plural = _("successors")
        ordering = ["departure", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["departure", "council"], name="heir_once_a_departure"
            ),
            models.CheckConstraint(
                name="heir_share_above_zero_and_at_most_one",
                condition=Q(numerator__gte=1, numerator__lte=F("denominator")),
            ),
        ]

    def __str__(self):
        return f"{self.council}: {self.numerator}/{self.denominator}"
