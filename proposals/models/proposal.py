import uuid

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Func, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from councils.models import Council, Departure

from .good import Good
from .period import Period


def holds(function, column):
    """The condition that a function of the first migration accepts the column."""
    return Func(F(column), function=function, output_field=models.BooleanField())


class ProposalQuerySet(models.QuerySet):
    def in_force(self, period, at):
        """The last revision each council had submitted for ``period`` before ``at``.

        Of those that had not left. A fixed ``at`` always gives the same rows, whatever
        is submitted later, so a round can be counted again and checked.
        """
        absent = Departure.objects.absent(at)
        return (
            self.filter(period=period, submitted_at__lt=at)
            .exclude(council__in=absent.values("council"))
            .order_by("council_id", "-submitted_at", "-revision")
            .distinct("council_id")
        )

    def own(self):
        """Revisions a council handed in itself for this period."""
        return self.filter(origin__in=Proposal.OWN)

    def answers(self, period, *, since, until):
        """Own revisions from ``since`` on (None: ever) and before ``until``."""
        own = self.own().filter(period=period, submitted_at__lt=until)
        return own.filter(submitted_at__gte=since) if since else own

    def not_imputed(self):
        """Revisions no rule has made: what is imputed refers to these."""
        return self.exclude(origin__in=Proposal.BY_RULE)


class Proposal(models.Model):
    """What a council requests and offers in a period.

    A proposal is never edited. Each revision is a new row, and a revision without
    goods withdraws the council from the period.
    """

    class Origin(models.TextChoices):
        MEMBER = "member", _("by a member")
        CLERK = "clerk", _("entered by the clerk")
        FILE = "file", _("from a file")
        API = "api", _("by the council's own program")
        PLAN = "plan", _("from the plan of the year before")
        STANDING = "standing", _("by standing instruction")
        IMPUTED = "imputed", _("as earlier answers let expect")
        LEFT = "left", _("as the council left")
        RESTORED = "restored", _("put back when a round was reopened")

    OWN = (Origin.MEMBER, Origin.CLERK, Origin.FILE, Origin.API)
    BY_RULE = (Origin.STANDING, Origin.IMPUTED, Origin.RESTORED)

    public_id = models.UUIDField(default=uuid.uuid4, editable=False)
    council = models.ForeignKey(
        Council, models.PROTECT, related_name="proposals", verbose_name=_("council")
    )
    period = models.ForeignKey(
        Period, models.PROTECT, related_name="proposals", verbose_name=_("period")
    )
    revision = models.PositiveIntegerField(_("revision"))
    submitted_at = models.DateTimeField(_("submitted"), db_default=Now())
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("submitted by"),
    )
    origin = models.CharField(_("origin"), max_length=10, choices=Origin)
    note = models.TextField(_("reasons"), max_length=2000, blank=True)
    # What was said of single lines, by the good's code. Not in the receipt.
    notes = models.JSONField(_("notes"), default=dict, db_default={}, blank=True)
    # The lines, as a sparse vector: quantities[i] is the quantity of goods[i].
    goods = ArrayField(models.IntegerField(), help_text=_("Keys of goods, ascending."))
    quantities = ArrayField(
        models.BigIntegerField(), help_text=_("Positive: requested. Negative: offered.")
    )
    receipt = models.CharField(_("receipt"), max_length=64)

    objects = ProposalQuerySet.as_manager()

    class Meta:
        verbose_name = _("proposal")
        verbose_name_plural = _("proposals")
        ordering = ["council_id", "-revision"]
        constraints = [
            # The sender chooses the id, so it is unique to the sender.
            models.UniqueConstraint(
                fields=["council", "public_id"], name="proposal_public_id_once"
            ),
            models.UniqueConstraint(
                fields=["council", "period", "revision"], name="proposal_revision_once"
            ),
            models.CheckConstraint(
                name="proposal_revision_from_one", condition=Q(revision__gte=1)
            ),
            models.CheckConstraint(
                name="proposal_one_quantity_a_good",
                condition=Q(quantities__len=F("goods__len")),
            ),
            models.CheckConstraint(
                name="proposal_goods_once_each_in_order",
                condition=holds("each_once_in_order", "goods"),
            ),
            models.CheckConstraint(
                name="proposal_no_quantity_is_zero",
                condition=holds("none_is_zero", "quantities"),
            ),
        ]
        indexes = [
            models.Index(
                fields=["period", "council", "-submitted_at", "-revision"],
                name="proposal_in_force",
            )
        ]

    def __str__(self):
        return f"{self.council}, {self.period}, {self.revision}"

    @property
    def lines(self):
        """The quantity of each good, by the good's key."""
        return dict(zip(self.goods, self.quantities, strict=True))

    def by_good(self):
        """The quantity of each good, by the good itself, in the order of the codes."""
        goods = Good.objects.in_bulk(self.goods)
        ordered = sorted(self.lines.items(), key=lambda line: goods[line[0]].code)
        return {goods[key]: quantity for key, quantity in ordered}
