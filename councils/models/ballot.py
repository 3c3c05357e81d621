from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from .council import Council, Membership
from .decision import ANSWERS, Outcome, Terms
from .person import Person


class BallotQuerySet(models.QuerySet):
    def open(self, at):
        """Those that take votes at a moment."""
        return self.filter(closed_at=None, closes_at__gt=at)

    def due(self, at):
        """Those whose time is over at a moment and that nobody has closed, in order."""
        return self.filter(closed_at=None, closes_at__lte=at).order_by("closes_at")

    def awaiting(self, person, at):
        """Those open at a moment in which ``person`` may vote and has not."""
        seat = Membership.objects.filter(
            Q(until=None) | Q(until__gt=OuterRef("opened_at")),
            council=OuterRef("council"),
            person=person,
            since__lte=OuterRef("opened_at"),
        )
        voted = Vote.objects.filter(ballot=OuterRef("pk"), person=person)
        return self.open(at).filter(
            Exists(seat), ~Exists(voted), council__in=Council.objects.of(person)
        )


class Ballot(Terms):
    """A question a council puts to its members, open until it is closed.

    It is decided by the terms it was opened with, whatever the council's rule becomes.
    Who had a seat when it opened and has one still may vote; one person, one vote.
    """

    council = models.ForeignKey(
        Council, models.PROTECT, related_name="ballots", verbose_name=_("council")
    )
    question = models.CharField(_("question"), max_length=300)
    options = ArrayField(models.CharField(max_length=100), verbose_name=_("options"))
    opened_at = models.DateTimeField(_("opened"), db_default=Now())
    opened_by = models.ForeignKey(
        Person,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("opened by"),
    )
    closes_at = models.DateTimeField(_("closes"))
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)
    # What the close found: by option, and of how many who could have voted.
    outcome = models.CharField(
        _("outcome"), max_length=10, choices=Outcome, blank=True, editable=False
    )
    tally = ArrayField(
        models.PositiveIntegerField(), null=True, blank=True, editable=False
    )
    electors = models.PositiveIntegerField(
        _("entitled to vote"), null=True, blank=True, editable=False
    )

    objects = BallotQuerySet.as_manager()

    class Meta:
        verbose_name = _("ballot")
        verbose_name_plural = _("ballots")
        ordering = ["-opened_at"]
        constraints = [
            *Terms.Meta.constraints,
            models.CheckConstraint(
                name="ballot_offers_a_choice", condition=Q(options__len__gte=2)
            ),
            models.CheckConstraint(
                name="ballot_closes_after_it_opened",
                condition=Q(closes_at__gt=F("opened_at")),
            ),
            models.CheckConstraint(
                name="ballot_closed_has_an_outcome",
                condition=Q(closed_at=None, outcome="")
                | (Q(closed_at__isnull=False) & ~Q(outcome="")),
            ),
            models.CheckConstraint(
                name="ballot_is_decided_by_votes", condition=~Q(method="delegates")
            ),
        ]

    def __str__(self):
        return self.question

    @property
    def is_question(self):
        """Whether it asks for, against or abstain, and so is carried or not."""
        return self.options == ANSWERS

    @property
    def is_carried(self):
        return self.outcome == Outcome.CARRIED

    def is_open(self, at):
        return self.closed_at is None and at < self.closes_at

    def shows_result(self, at):
        """Whether the counts may be seen at a moment."""
        return self.closed_at is not None or not self.hidden

    def people(self):
        """Who may vote, or could: seated at the opening, and still (at the close)."""
        then = Membership.objects.open(self.opened_at)
        still = Membership.objects.open(self.closed_at)
        return Person.objects.filter(
            pk__in=then.filter(council=self.council_id).values("person")
        ).filter(pk__in=still.filter(council=self.council_id).values("person"))

    def counts(self):
        """The votes by option, of those who may vote; of an open ballot, so far."""
        if self.tally is not None:
            return list(self.tally)
        votes = self.votes.filter(person__in=self.people()).order_by()
        rows = votes.values_list("option").annotate(models.Count("pk"))
        found = dict(rows)
        return [found.get(place, 0) for place in range(len(self.options))]


class Vote(models.Model):
    """One person's vote. The person may change it until the ballot closes.

    A clerk may enter it for somebody who came in person, as long as that person has
    not voted on her own.
    """

    ballot = models.ForeignKey(
        Ballot, models.PROTECT, related_name="votes", verbose_name=_("ballot")
    )
    person = models.ForeignKey(
        Person, models.PROTECT, related_name="votes", verbose_name=_("person")
    )
    option = models.PositiveSmallIntegerField(_("option"))
    reason = models.TextField(_("reason"), max_length=1000, blank=True)
    cast_at = models.DateTimeField(_("cast"), db_default=Now())
    entered_by = models.ForeignKey(
        Person,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("entered by the clerk"),
    )

    class Meta:
        verbose_name = _("vote")
        verbose_name_plural = _("votes")
        constraints = [
            models.UniqueConstraint(
                fields=["ballot", "person"], name="vote_one_per_person"
            ),
            models.CheckConstraint(
                name="vote_is_entered_by_somebody_else",
                condition=Q(entered_by=None) | ~Q(entered_by=F("person")),
            ),
        ]

    def __str__(self):
        return f"{self.ballot}: {self.person}"
