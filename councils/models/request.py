from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from .council import Council
from .person import Person


class JoinRequestQuerySet(models.QuerySet):
    def open(self):
        """Those nobody has decided on yet."""
        return self.filter(decided_at=None)


class JoinRequest(models.Model):
    """A person asks a council for a seat. A delegate decides, once."""

    class Outcome(models.TextChoices):
        APPROVED = "approved", _("approved")
        REFUSED = "refused", _("refused")
        TAKEN_BACK = "taken_back", _("taken back")

    council = models.ForeignKey(
        Council, models.PROTECT, related_name="join_requests", verbose_name=_("council")
    )
    person = models.ForeignKey(
        Person, models.PROTECT, related_name="join_requests", verbose_name=_("person")
    )
    message = models.TextField(_("message"), max_length=1000, blank=True)
    asked_at = models.DateTimeField(_("asked"), db_default=Now())
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    decided_by = models.ForeignKey(
        Person,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("decided by"),
    )
    outcome = models.CharField(_("outcome"), max_length=10, choices=Outcome, blank=True)
    reason = models.CharField(_("reason"), max_length=500, blank=True)

    objects = JoinRequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("request to join")
        verbose_name_plural = _("requests to join")
        ordering = ["asked_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["council", "person"],
                condition=Q(decided_at=None),
                name="join_request_one_open_a_person",
            ),
            models.CheckConstraint(
                name="join_request_decided_says_how_and_by_whom",
                condition=Q(decided_at=None, decided_by=None, outcome="")
                | (
                    Q(decided_at__isnull=False, decided_by__isnull=False)
                    & ~Q(outcome="")
                ),
            ),
            models.CheckConstraint(
                name="join_request_refused_gives_a_reason",
                condition=~Q(outcome="refused") | ~Q(reason=""),
            ),
        ]

    def __str__(self):
        return f"{self.council}: {self.person}"
