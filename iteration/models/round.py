from datetime import timedelta

from django.db import models
from django.db.models import ExpressionWrapper, F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from ledger.models import Seal
from proposals.models import Good, Period

# So many times the noise floor is as near as rounds can be expected to come.
NOISY = 1.3


class RoundQuerySet(models.QuerySet):
    def due(self, at):
        """Rounds whose cutoff has passed at ``at`` and that are not yet published.

        The clock of one that is paused stands still; those planned with other servers
        wait for these.
        """
        waiting = (Round.Status.OPEN, Round.Status.COUNTING)
        return self.filter(status__in=waiting, cutoff__lte=at, period__together=False)

    def current(self, period):
        """The newest round of ``period``, or None."""
        return self.filter(period=period).order_by("-number").first()

    def without_memory(self):
        """The same without what a count alone reads, and which may be long.

        Whether there is any still stands in ``remembers``.
        """
        any_state = ExpressionWrapper(~Q(state={}), models.BooleanField())
        return self.defer("state", "outliers").annotate(any_state=any_state)


class Round(models.Model):
    """One announcement of prices, up to the count at its cutoff.

    While it is open councils revise, and while it is paused: then its clock stands
    still, and the cutoff is the time left from when it goes on. Counting means that the
    silent have been answered for and nothing can change what will be counted, unless
    it is reopened. Published, it is never changed.
    """

    class Status(models.TextChoices):
        OPEN = "open", _("open")
        PAUSED = "paused", _("paused")
        COUNTING = "counting", _("being counted")
        PUBLISHED = "published", _("published")

    period = models.ForeignKey(
        Period, models.PROTECT, related_name="rounds", verbose_name=_("period")
    )
    number = models.PositiveSmallIntegerField(_("number"))
    status = models.CharField(
        _("status"), max_length=10, choices=Status, default=Status.OPEN
    )
    opened_at = models.DateTimeField(_("opened"), db_default=Now())
    # While the round is paused, the one it had when it was.
    cutoff = models.DateTimeField(_("cutoff"))
    paused_at = models.DateTimeField(_("paused"), null=True, blank=True)
    time_left = models.DurationField(_("time left"), null=True, blank=True)
    # How often answers made for the silent were taken back to let it go on.
    reopened = models.PositiveSmallIntegerField(
        _("times reopened"), default=0, db_default=0
    )
    rule = models.CharField(_("price rule"), max_length=20)
    rule_version = models.PositiveSmallIntegerField(_("version of the rule"))
    tolerance = models.DecimalField(_("tolerance"), max_digits=6, decimal_places=5)
    # The last seal of the record there was then. What is published about the round
    # names this one: however often a count is begun again, it says the same.
    seal = models.ForeignKey(
        Seal,
        models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("seal"),
    )
    # What the rule remembered when it announced these prices: plain arrays.
    state = models.JSONField(_("state of the rule"), default=dict, editable=False)

    # What the count found.
    published_at = models.DateTimeField(_("published"), null=True)
    agreed = models.BooleanField(_("agreed"), null=True)
    worst = models.FloatField(_("worst imbalance"), null=True)
    worst_good = models.ForeignKey(
        Good,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("worst good"),
    )
    weighted = models.FloatField(_("value-weighted imbalance"), null=True)
    goods_out = models.PositiveIntegerField(_("goods out of tolerance"), null=True)
    own = models.PositiveIntegerField(_("own answers"), null=True)
    standing = models.PositiveIntegerField(_("by standing instruction"), null=True)
    imputed = models.PositiveIntegerField(
        _("answered for as expected"), default=0, db_default=0
    )
    carried = models.PositiveIntegerField(_("carried forward"), null=True)
    absent = models.PositiveIntegerField(_("not counted"), null=True)
    # More rounds cannot bring the worst imbalance far below this; null: not known.
    noise_floor = models.FloatField(_("noise floor"), null=True)
    # Who answered far from what its earlier answers let expect, by key and surprise.
    outliers = models.JSONField(default=list, db_default=[], editable=False)
    seconds = models.FloatField(_("seconds to count"), null=True)

    objects = RoundQuerySet.as_manager()

    class Meta:
        verbose_name = _("round")
        verbose_name_plural = _("rounds")
        ordering = ["period", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["period", "number"], name="round_number_once"
            ),
            models.UniqueConstraint(
                fields=["period"],
                condition=~Q(status="published"),
                name="round_one_open_in_a_period",
            ),
            models.CheckConstraint(
                name="round_cutoff_after_opening",
                condition=Q(cutoff__gt=F("opened_at")),
            ),
            models.CheckConstraint(
                name="round_paused_keeps_its_time_left",
                condition=Q(
                    status="paused",
                    paused_at__isnull=False,
                    # Without this a comparison with nothing would do.
                    time_left__isnull=False,
                    time_left__gt=timedelta(0),
                )
                | (~Q(status="paused") & Q(paused_at=None, time_left=None)),
            ),
            models.CheckConstraint(
                name="round_published_with_its_figures",
                condition=~Q(status="published")
                | Q(
                    published_at__isnull=False,
                    agreed__isnull=False,
                    worst__range=(0, 2),
                    weighted__range=(0, 2),
                    goods_out__isnull=False,
                    own__isnull=False,
                    standing__isnull=False,
                    carried__isnull=False,
                    absent__isnull=False,
                ),
            ),
        ]

    def __str__(self):
        return _("%(period)s, round %(number)d") % {
            "period": self.period,
            "number": self.number,
        }

    def closes(self, now):
        """The cutoff; while paused the earliest there can be: it goes on at once."""
        return now + self.time_left if self.time_left else self.cutoff

    @property
    def answered(self):
        return (self.own or 0) + (self.standing or 0)

    @property
    def remembers(self):
        """Whether the rule knew anything when it announced these prices."""
        if "state" in self.get_deferred_fields() and hasattr(self, "any_state"):
            return self.any_state
        return bool(self.state)

    @property
    def is_noise(self):
        """Whether what is left is no more than answers vary by themselves."""
        return self.noise_floor is not None and self.worst <= NOISY * self.noise_floor

    def takes_answers(self, at):
        """Whether what is submitted at ``at`` answers it; while it is paused, too."""
        if self.status == self.Status.PAUSED:
            return True
        return self.status == self.Status.OPEN and self.cutoff > at

    @property
    def answered_since(self):
        """From when on a revision answers this round; a first proposal, the first."""
        return self.opened_at if self.number > 1 else None
