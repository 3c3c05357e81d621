from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from councils.models import Council
from proposals.models import Period, Proposal

from .offer import Offer
from .round import Round


class PlanQuerySet(models.QuerySet):
    def in_force(self):
        """Plans nobody has withdrawn."""
        return self.exclude(status=Plan.Status.WITHDRAWN)

    def published(self):
        return self.filter(status=Plan.Status.PUBLISHED)


class Plan(models.Model):
    """The settled result of a period: proposals made to balance exactly.

    The database refuses a plan in which more of a good is requested than offered, or
    in which offered bread is left over. Published, it is never changed.
    """

    class Status(models.TextChoices):
        SETTLED = "settled", _("settled")
        PUBLISHED = "published", _("published")
        WITHDRAWN = "withdrawn", _("withdrawn")

    period = models.ForeignKey(
        Period, models.PROTECT, related_name="plans", verbose_name=_("period")
    )
    round = models.ForeignKey(
        Round, models.PROTECT, related_name="plans", verbose_name=_("round")
    )
    status = models.CharField(
        _("status"), max_length=10, choices=Status, default=Status.SETTLED
    )
    settled_at = models.DateTimeField(_("settled"), db_default=Now())
    published_at = models.DateTimeField(_("published"), null=True)
    # The offer councils signed; none where the proposals alone were settled.
    offer = models.ForeignKey(
        Offer,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="plans",
        verbose_name=_("offer"),
    )
    largest_cut = models.FloatField(_("largest cut"))
    cut_value = models.FloatField(_("value cut, in credits"))
    integrality_cost = models.FloatField(
        _("of it because things are whole, in credits"), default=0.0
    )
    integral_councils = models.PositiveIntegerField(
        _("recipes brought down to whole things"), default=0
    )

    # In a year with other servers: what is requested and offered there by the keys of
    # goods, and the digest of what all of them settled on.
    elsewhere = models.JSONField(default=dict, db_default={}, editable=False)
    accord = models.CharField(max_length=64, blank=True, db_default="", editable=False)

    objects = PlanQuerySet.as_manager()

    class Meta:
        verbose_name = _("plan")
        verbose_name_plural = _("plans")
        ordering = ["period", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["period"],
                condition=~Q(status="withdrawn"),
                name="plan_one_in_force",
            ),
            models.CheckConstraint(
                name="plan_published_at_a_moment",
                condition=~Q(status="published") | Q(published_at__isnull=False),
            ),
            models.CheckConstraint(
                name="plan_cuts_in_range",
                condition=Q(largest_cut__range=(0, 1), cut_value__gte=0)
                & Q(cut_value__lt=1e300),
            ),
            models.CheckConstraint(
                name="plan_whole_things_cost_a_number",
                condition=Q(integrality_cost__gte=0) & Q(integrality_cost__lt=1e300),
            ),
        ]

    def __str__(self):
        return _("Plan %(period)s") % {"period": self.period}


class Assignment(models.Model):
    """One council's part in a plan: what it shall make and may use.

    It belongs to the proposal it was settled from; where a quantity differs, it is
    smaller, and the difference is the settlement's. Only a council that accepted the
    models' offer may have more of something than it proposed.
    """

    plan = models.ForeignKey(
        Plan, models.PROTECT, related_name="assignments", verbose_name=_("plan")
    )
    council = models.ForeignKey(
        Council, models.PROTECT, related_name="assignments", verbose_name=_("council")
    )
    proposal = models.ForeignKey(
        Proposal, models.PROTECT, related_name="assignments", verbose_name=_("proposal")
    )
    goods = ArrayField(models.IntegerField())
    quantities = ArrayField(models.BigIntegerField())
    accepted = models.BooleanField(_("by an accepted offer"), default=False)

    class Meta:
        verbose_name = _("assignment")
        verbose_name_plural = _("assignments")
        ordering = ["plan", "council"]
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "council"], name="assignment_once_a_council"
            ),
            models.CheckConstraint(
                name="assignment_one_quantity_a_good",
                condition=Q(quantities__len=F("goods__len")),
            ),
        ]

    def __str__(self):
        return f"{self.council} ({self.plan})"

    @property
    def lines(self):
        """The quantity of each good, by the good's key; zero where all was cut."""
        return dict(zip(self.goods, self.quantities, strict=True))
