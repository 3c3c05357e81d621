from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from councils.models import Council, Person
from proposals.models import Period, Proposal

from .round import Round


class OfferQuerySet(models.QuerySet):
    def in_force(self):
        """Offers that can be signed, or whose signatures are being counted."""
        return self.filter(status__in=[Offer.Status.OPEN, Offer.Status.COUNTING])

    def due(self, at):
        """Offers in force whose window has passed at ``at``."""
        return self.in_force().filter(closes_at__lte=at)


class Offer(models.Model):
    """A plan by the price rule's models, put before the councils of an agreed period.

    Each accepts its part within a window or keeps its own proposal; the plan is then
    settled from both. The period stays agreed as long as an offer is in force.
    """

    class Status(models.TextChoices):
        OPEN = "open", _("open for signatures")
        COUNTING = "counting", _("being counted")
        CLOSED = "closed", _("made into a plan")
        WITHDRAWN = "withdrawn", _("withdrawn")

    period = models.ForeignKey(
        Period, models.PROTECT, related_name="offers", verbose_name=_("period")
    )
    round = models.ForeignKey(
        Round, models.PROTECT, related_name="offers", verbose_name=_("round")
    )
    status = models.CharField(
        _("status"), max_length=10, choices=Status, default=Status.OPEN
    )
    made_at = models.DateTimeField(_("made"), db_default=Now())
    closes_at = models.DateTimeField(_("can be signed until"))

    objects = OfferQuerySet.as_manager()

    class Meta:
        verbose_name = _("offer of the models")
        verbose_name_plural = _("offers of the models")
        ordering = ["period", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["period"],
                condition=Q(status__in=["open", "counting"]),
                name="offer_one_in_force",
            ),
            models.CheckConstraint(
                name="offer_can_be_signed_for_a_while",
                condition=Q(closes_at__gt=F("made_at")),
            ),
        ]

    def __str__(self):
        return _("Offer for %(period)s") % {"period": self.period}

    def can_be_signed(self, at):
        """Whether its window is open at ``at``."""
        return self.status == self.Status.OPEN and self.closes_at > at


class OfferPart(models.Model):
    """What an offer holds for one council, and what settlement would leave it instead.

    In the lines of its proposal: 0 where it would get nothing.
    """

    offer = models.ForeignKey(
        Offer, models.PROTECT, related_name="parts", verbose_name=_("offer")
    )
    council = models.ForeignKey(
        Council, models.PROTECT, related_name="offer_parts", verbose_name=_("council")
    )
    proposal = models.ForeignKey(
        Proposal, models.PROTECT, related_name="offer_parts", verbose_name=_("proposal")
    )
    goods = ArrayField(models.IntegerField())
    quantities = ArrayField(models.BigIntegerField())
    settled = ArrayField(models.BigIntegerField())

    class Meta:
        verbose_name = _("part of an offer")
        verbose_name_plural = _("parts of offers")
        ordering = ["offer", "council"]
        constraints = [
            models.UniqueConstraint(
                fields=["offer", "council"], name="offer_part_once_a_council"
            ),
            models.CheckConstraint(
                name="offer_part_two_quantities_a_good",
                condition=Q(quantities__len=F("goods__len"))
                & Q(settled__len=F("goods__len")),
            ),
        ]

    def __str__(self):
        return f"{self.council} ({self.offer})"


class SignatureQuerySet(models.QuerySet):
    def in_force(self, offer):
        """The last word of each council about ``offer``."""
        return (
            self.filter(offer=offer)
            .order_by("council_id", "-number")
            .distinct("council_id")
        )


class Signature(models.Model):
    """A council's word about an offer: it accepts its part, or objects.

    Never changed: who thinks again signs again, and the last word before the window
    closes is in force.
    """

    offer = models.ForeignKey(
        Offer, models.PROTECT, related_name="signatures", verbose_name=_("offer")
    )
    council = models.ForeignKey(
        Council, models.PROTECT, related_name="signatures", verbose_name=_("council")
    )
    number = models.PositiveSmallIntegerField(_("number"))
    person = models.ForeignKey(
        Person, models.PROTECT, related_name="signatures", verbose_name=_("person")
    )
    accepts = models.BooleanField(_("accepts"))
    at = models.DateTimeField(_("signed"), db_default=Now())

    objects = SignatureQuerySet.as_manager()

    class Meta:
        verbose_name = _("signature")
        verbose_name_plural = _("signatures")
        ordering = ["offer", "council", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["offer", "council", "number"], name="signature_number_once"
            ),
        ]

    def __str__(self):
        return f"{self.council} ({self.offer})"
