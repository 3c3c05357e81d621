import uuid

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from councils.models import Ballot, Council, Outcome

from .period import Period
from .proposal import Proposal, holds


class MotionQuerySet(models.QuerySet):
    def main(self):
        """Those that are a whole proposal, not a change of one."""
        return self.filter(amends=None)

    def undecided(self):
        return self.filter(decided_at=None)

    def mandates(self, council, period):
        """What the council has decided for a period and not handed in, newest first."""
        carried = self.main().filter(ballot__outcome=Outcome.CARRIED, proposal=None)
        return carried.filter(council=council, period=period).order_by("-decided_at")


class Motion(models.Model):
    """Figures a council votes on: "this as our proposal", or a change of such a motion.

    A motion is never edited. If an amendment is carried, the amended figures are a
    motion of their own, on which the vote begins anew.
    """

    # Becomes the id of the proposal, so that it is submitted once.
    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    council = models.ForeignKey(
        Council, models.PROTECT, related_name="motions", verbose_name=_("council")
    )
    period = models.ForeignKey(
        Period, models.PROTECT, related_name="motions", verbose_name=_("period")
    )
    ballot = models.OneToOneField(
        Ballot, models.PROTECT, related_name="motion", verbose_name=_("ballot")
    )
    moved_at = models.DateTimeField(_("moved"), db_default=Now())
    moved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        verbose_name=_("moved by"),
    )
    note = models.TextField(_("reasons"), max_length=2000, blank=True)
    # What is said of single lines, by the good's code.
    notes = models.JSONField(_("notes"), default=dict, blank=True)
    # Of an amendment only the lines it changes; 0 takes a good out.
    goods = ArrayField(models.IntegerField(), help_text=_("Keys of goods, ascending."))
    quantities = ArrayField(
        models.BigIntegerField(), help_text=_("Positive: requested. Negative: offered.")
    )
    amends = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="amendments",
        verbose_name=_("amends"),
    )
    # The amendment that made these figures of the motion it amends.
    made_by = models.OneToOneField(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="made",
        verbose_name=_("made by"),
    )
    # When the round closed whose prices these figures answer, as it was announced.
    cutoff = models.DateTimeField(_("cutoff"))
    decided_at = models.DateTimeField(
        _("decided"), null=True, blank=True, editable=False
    )
    proposal = models.OneToOneField(
        Proposal,
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="motion",
        verbose_name=_("proposal"),
    )

    objects = MotionQuerySet.as_manager()

    class Meta:
        verbose_name = _("motion")
        verbose_name_plural = _("motions")
        ordering = ["-moved_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["council", "period"],
                condition=Q(amends=None, decided_at=None),
                name="motion_one_undecided_at_a_time",
            ),
            models.CheckConstraint(
                name="motion_one_quantity_a_good",
                condition=Q(quantities__len=F("goods__len")),
            ),
            models.CheckConstraint(
                name="motion_goods_once_each_in_order",
                condition=holds("each_once_in_order", "goods"),
            ),
            models.CheckConstraint(
                name="motion_only_an_amendment_takes_out",
                condition=Q(amends__isnull=False) | holds("none_is_zero", "quantities"),
            ),
            models.CheckConstraint(
                name="motion_amendment_changes_something",
                condition=Q(amends=None) | Q(goods__len__gte=1),
            ),
            models.CheckConstraint(
                name="motion_submitted_was_decided",
                condition=Q(proposal=None) | Q(decided_at__isnull=False, amends=None),
            ),
        ]

    def __str__(self):
        if self.amends_id:
            return gettext("Amendment to our proposal for %(period)s") % {
                "period": self.period
            }
        return gettext("Our proposal for %(period)s") % {"period": self.period}

    @property
    def lines(self):
        """The quantity of each good it names, by the good's key."""
        return dict(zip(self.goods, self.quantities, strict=True))

    @property
    def figures(self):
        """What would be proposed if it is carried: quantities by the good's key."""
        if self.amends is None:
            return self.lines
        changed = self.amends.figures | self.lines
        return {good: units for good, units in changed.items() if units}
