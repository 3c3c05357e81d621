from django.db import models
from django.db.models import Q
from django.db.models.functions import Coalesce, Now
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from .ballot import Ballot
from .council import Council
from .decision import Outcome, Terms
from .person import Person


class DecisionRuleQuerySet(models.QuerySet):
    def history(self, council):
        """The rules that counted one after the other, the newest first."""
        decided = self.filter(Q(ballot=None) | Q(ballot__outcome=Outcome.CARRIED))
        return (
            decided.filter(council=council)
            .annotate(began=Coalesce("ballot__closed_at", "since"))
            .order_by("-began", "-pk")
        )

    def of(self, council, at=None):
        """The rule of a council, now or at a moment; said nothing: delegates submit."""
        rules = self.history(council)
        rule = (rules.filter(began__lte=at) if at else rules).first()
        return rule or DecisionRule(council=council, method=Terms.Method.DELEGATES)

    def proposed(self, council):
        """The change of the rule the council votes on now, or None."""
        waiting = self.filter(council=council, ballot__closed_at=None)
        return waiting.exclude(ballot=None).first()


class DecisionRule(Terms):
    """How a council decides on its proposal. Never edited; the newest counts.

    With a ballot it is a change the members vote on: it counts from the close on, if
    it is carried.
    """

    council = models.ForeignKey(
        Council,
        models.PROTECT,
        related_name="decision_rules",
        verbose_name=_("council"),
    )
    days = models.PositiveSmallIntegerField(
        _("a ballot stands at most"), default=7, help_text=_("In days.")
    )
    submits = models.BooleanField(
        _("what is carried is submitted at the close"), default=True
    )
    set_by = models.ForeignKey(
        Person,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("set by"),
    )
    since = models.DateTimeField(_("since"), db_default=Now())
    ballot = models.OneToOneField(
        Ballot,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="rule",
        verbose_name=_("ballot"),
    )

    objects = DecisionRuleQuerySet.as_manager()

    class Meta:
        verbose_name = _("decision rule")
        verbose_name_plural = _("decision rules")
        ordering = ["council", "-since"]
        constraints = [
            *Terms.Meta.constraints,
            models.CheckConstraint(
                name="decisionrule_ballot_stands_one_to_sixty_days",
                condition=Q(days__range=(1, 60)),
            ),
        ]

    def __str__(self):
        return gettext("How we decide: %(method)s") % {
            "method": self.get_method_display()
        }

    @property
    def by_ballot(self):
        return self.method != self.Method.DELEGATES
