import uuid
from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from councils.models import Council
from ledger.models import Record

from .period import Period


class NeedQuerySet(models.QuerySet):
    def granted(self):
        return self.filter(state=Need.State.GRANTED)

    def waiting(self):
        """Those nobody has been drawn for yet."""
        return self.filter(state=Need.State.FILED)

    def undecided(self):
        return self.filter(state__in=(Need.State.FILED, Need.State.REVIEWED))


class Need(models.Model):
    """A special need, granted free after people of other councils have looked at it.

    They read the text and the amount, and neither the council nor each other's votes.
    The record knows the id and a digest only; ``filed`` is its row there, whose seal
    decides who is drawn.
    """

    class State(models.TextChoices):
        FILED = "filed", _("filed")
        REVIEWED = "reviewed", _("under review")
        GRANTED = "granted", _("granted")
        REFUSED = "refused", _("refused")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    council = models.ForeignKey(
        Council, models.PROTECT, related_name="needs", verbose_name=_("council")
    )
    period = models.ForeignKey(
        Period, models.PROTECT, related_name="needs", verbose_name=_("period")
    )
    text = models.TextField(_("the need"), max_length=2000)
    amount = models.DecimalField(_("amount"), max_digits=14, decimal_places=2)
    reviewers = models.PositiveSmallIntegerField(_("reviewers"))
    state = models.CharField(
        _("state"), max_length=10, choices=State, default=State.FILED
    )
    filed = models.OneToOneField(Record, models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(_("decided"), null=True)

    objects = NeedQuerySet.as_manager()

    class Meta:
        verbose_name = _("special need")
        verbose_name_plural = _("special needs")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="need_amount_above_zero",
                condition=Q(amount__gt=0, amount__lt=10**12),
            ),
            models.CheckConstraint(
                name="need_decided_at_a_moment",
                condition=Q(state__in=["filed", "reviewed"], decided_at=None)
                | Q(state__in=["granted", "refused"], decided_at__isnull=False),
            ),
        ]

    def __str__(self):
        # Never the council: reviewers and the record must not learn it.
        return str(self.public_id)[:8]


class ReviewQuerySet(models.QuerySet):
    def standing(self):
        """Of those who were not replaced by somebody else."""
        return self.filter(replaced_at=None)

    def awaited(self):
        """Votes that are missing and can still be given, on what is undecided."""
        waiting = self.standing().filter(voted_at=None, need__decided_at=None)
        return waiting.filter(need__period__frozen_at=None)

    def silent(self, at):
        """Awaited ones for which somebody else is to be drawn at a moment."""
        return self.awaited().filter(drawn_at__lte=at - Review.PATIENCE)


class Review(models.Model):
    """A person drawn by lot to look at a need, and their vote, given once.

    Who says nothing for too long is replaced by the next of the lot and votes no more.
    """

    PATIENCE = timedelta(days=14)

    need = models.ForeignKey(Need, models.PROTECT, related_name="reviews")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="reviews",
        verbose_name=_("person"),
    )
    granted = models.BooleanField(_("granted"), null=True)
    voted_at = models.DateTimeField(_("voted"), null=True)
    drawn_at = models.DateTimeField(_("drawn"), db_default=Now(), editable=False)
    replaced_at = models.DateTimeField(_("replaced"), null=True, editable=False)

    objects = ReviewQuerySet.as_manager()

    class Meta:
        verbose_name = _("review")
        verbose_name_plural = _("reviews")
        ordering = ["need", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["need", "person"], name="review_once_a_person"
            ),
            models.CheckConstraint(
                name="review_votes_at_a_moment",
                condition=Q(granted=None, voted_at=None)
                | Q(granted__isnull=False, voted_at__isnull=False),
            ),
            models.CheckConstraint(
                name="review_is_replaced_only_without_a_vote",
                condition=Q(replaced_at=None) | Q(voted_at=None),
            ),
        ]

    def __str__(self):
        return str(self.need)

    @property
    def until(self):
        """When somebody else is drawn, unless there is a vote by then."""
        return self.drawn_at + self.PATIENCE
