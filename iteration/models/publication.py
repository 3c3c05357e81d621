from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from ledger.models import Seal
from proposals.models import Period

from .plan import Plan
from .round import Round


class Publication(models.Model):
    """The one document of a published round or plan, and its digest.

    Page, API, peers and letters show this document and nothing else. Each carries the
    digest of the one before it in its period; none is ever changed.
    """

    period = models.ForeignKey(
        Period, models.PROTECT, related_name="publications", verbose_name=_("period")
    )
    number = models.PositiveIntegerField(_("number"))
    round = models.OneToOneField(
        Round,
        models.PROTECT,
        null=True,
        related_name="publication",
        verbose_name=_("round"),
    )
    plan = models.OneToOneField(
        Plan,
        models.PROTECT,
        null=True,
        related_name="publication",
        verbose_name=_("plan"),
    )
    # The last seal of the record when the round was opened, as the round has it.
    seal = models.ForeignKey(
        Seal,
        models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("seal"),
    )
    at = models.DateTimeField(_("published"), db_default=Now())
    body = models.TextField(_("document"))
    digest = models.CharField(_("digest"), max_length=64, unique=True)
    # Of a round counted with other servers: the steps from the root over the receipts
    # here to the one in the document. None if it was counted without this server.
    path = models.JSONField(null=True, editable=False)

    class Meta:
        verbose_name = _("publication")
        verbose_name_plural = _("publications")
        ordering = ["period", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["period", "number"], name="publication_number_once"
            ),
            models.CheckConstraint(
                name="publication_of_a_round_or_a_plan",
                condition=Q(round=None, plan__isnull=False)
                | Q(plan=None, round__isnull=False),
            ),
        ]

    def __str__(self):
        return self.digest[:12]
