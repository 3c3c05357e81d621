from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .peer import Peer
from .shared import SharedYear

# Of each peer and year: a few prove it, and whoever signs more wants room.
MOST_EVIDENCE = 3


class HeadQuerySet(models.QuerySet):
    def newest(self):
        """What each peer said last."""
        return self.filter(place=Head.LAST)

    def evidence(self):
        """What has another document of a round than this server."""
        return self.exclude(place=Head.LAST)


class Head(models.Model):
    """What a peer signed of its history of a year: which documents it has.

    At the first place stands what it said last, and the next answer takes that place.
    Behind it stands what differs from the history here: as evidence, never changed.
    """

    LAST = 0

    year = models.ForeignKey(SharedYear, models.CASCADE, related_name="heads")
    peer = models.ForeignKey(Peer, models.PROTECT, related_name="+")
    place = models.PositiveSmallIntegerField(_("place"))
    body = models.TextField(_("answer"))
    # The digests of the rounds' documents as it says them, the first round first.
    documents = ArrayField(models.CharField(max_length=64), verbose_name=_("documents"))
    # What was asked and the headers that were signed, as `federation.wire.proofs` has
    # them.
    proof = models.JSONField(default=dict)
    # The first round of which it has another document, and the digest of that one.
    differs_at = models.PositiveSmallIntegerField(_("differs in round"), null=True)
    other = models.CharField(_("other document"), max_length=64, blank=True)
    at = models.DateTimeField(_("received"))

    objects = HeadQuerySet.as_manager()

    class Meta:
        verbose_name = _("history at another server")
        verbose_name_plural = _("histories at other servers")
        ordering = ["year", "peer", "place"]
        constraints = [
            models.UniqueConstraint(
                fields=["year", "peer", "place"], name="head_has_a_place_of_its_own"
            ),
            models.CheckConstraint(
                name="head_few_are_kept_of_a_peer",
                condition=Q(place__lte=MOST_EVIDENCE),
            ),
            models.CheckConstraint(
                name="head_differs_in_a_round_by_a_document",
                condition=Q(differs_at=None, other="")
                | Q(differs_at__gte=1, documents__len__gte=models.F("differs_at"))
                & ~Q(other=""),
            ),
            models.CheckConstraint(
                name="head_as_evidence_differs",
                condition=Q(place=0) | Q(differs_at__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["year", "peer", "differs_at", "other"],
                condition=Q(place__gt=0),
                name="head_as_evidence_once",
            ),
        ]

    def __str__(self):
        return f"{self.year} at {self.peer}"
