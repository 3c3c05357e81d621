from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from .council import Council
from .person import Person


class Ballot(models.Model):
    """A question a council puts to its members, open until it is closed."""

    council = models.ForeignKey(Council, models.PROTECT, related_name="ballots")
    question = models.CharField(_("question"), max_length=300)
    options = ArrayField(models.CharField(max_length=100), verbose_name=_("options"))
    opened_at = models.DateTimeField(_("opened"), db_default=Now())
    closes_at = models.DateTimeField(_("closes"))
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)

    class Meta:
        verbose_name = _("ballot")
        verbose_name_plural = _("ballots")
        ordering = ["-opened_at"]
        constraints = [
            models.CheckConstraint(
                name="ballot_offers_a_choice", condition=Q(options__len__gte=2)
            ),
            models.CheckConstraint(
                name="ballot_closes_after_it_opened",
                condition=Q(closes_at__gt=F("opened_at")),
            ),
        ]

    def __str__(self):
        return self.question


class Vote(models.Model):
    """One person's vote. The person may change it until the ballot closes."""

    ballot = models.ForeignKey(Ballot, models.PROTECT, related_name="votes")
    person = models.ForeignKey(Person, models.PROTECT, related_name="votes")
    option = models.PositiveSmallIntegerField(_("option"))
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
            )
        ]

    def __str__(self):
        return f"{self.ballot}: {self.person}"
