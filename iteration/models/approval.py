from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from councils.models import Person

from .plan import Plan


class ApprovalQuerySet(models.QuerySet):
    def in_force(self):
        """Approvals nobody has taken back."""
        return self.filter(withdrawn_at=None)

    def ids(self):
        """Who approves, as everybody finds them in the record: opaque ids."""
        given = self.in_force().order_by("pk")
        return given.values_list("person__public_id", flat=True)


class Approval(models.Model):
    """One person's word that a settled plan be published.

    It can be taken back, and given again, until the plan is published.
    """

    plan = models.ForeignKey(
        Plan, models.PROTECT, related_name="approvals", verbose_name=_("plan")
    )
    person = models.ForeignKey(
        Person, models.PROTECT, related_name="approvals", verbose_name=_("person")
    )
    at = models.DateTimeField(_("approved"), db_default=Now())
    withdrawn_at = models.DateTimeField(_("taken back"), null=True, blank=True)

    objects = ApprovalQuerySet.as_manager()

    class Meta:
        verbose_name = _("approval")
        verbose_name_plural = _("approvals")
        ordering = ["plan", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "person"],
                condition=Q(withdrawn_at=None),
                name="approval_once_a_person",
            ),
            models.CheckConstraint(
                name="approval_taken_back_after_it_was_given",
                condition=Q(withdrawn_at=None) | Q(withdrawn_at__gte=F("at")),
            ),
        ]

    def __str__(self):
        return f"{self.plan}: {self.person.public_id}"
