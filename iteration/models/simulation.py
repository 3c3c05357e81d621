import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from proposals.models import Period

from .round import Round


class SimulationQuerySet(models.QuerySet):
    def waiting(self, quiet_since):
        """Those nobody works at: asked, or not heard of since ``quiet_since``."""
        return self.filter(
            Q(status=Simulation.Status.ASKED)
            | Q(status=Simulation.Status.RUNNING, heard_at__lte=quiet_since)
        )

    def done(self):
        """Those that have a result."""
        return self.filter(status=Simulation.Status.DONE)


class Simulation(models.Model):
    """Rounds played through in memory from a published one: what was asked, and found.

    Nothing of the year changes by it. Asked once and never changed; a worker claims it,
    and whoever finishes first writes the result.
    """

    class Kind(models.TextChoices):
        WHAT_IF = "what_if", _("what if")
        STALL = "stall", _("what would resolve a stall")

    class Status(models.TextChoices):
        ASKED = "asked", _("waiting")
        RUNNING = "running", _("is being computed")
        DONE = "done", _("done")
        FAILED = "failed", _("failed")

    # As often as a worker may die at it before it is given up.
    ATTEMPTS = 3

    period = models.ForeignKey(
        Period, models.CASCADE, related_name="simulations", verbose_name=_("period")
    )
    round = models.ForeignKey(
        Round, models.CASCADE, related_name="simulations", verbose_name=_("round")
    )
    kind = models.CharField(
        _("kind"), max_length=10, choices=Kind, default=Kind.WHAT_IF
    )
    asked = models.JSONField(_("asked"))
    status = models.CharField(
        _("status"), max_length=10, choices=Status, default=Status.ASKED
    )
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    asked_at = models.DateTimeField(_("asked at"))
    claim = models.UUIDField(default=uuid.uuid4, editable=False)
    attempts = models.PositiveSmallIntegerField(default=0, editable=False)
    heard_at = models.DateTimeField(null=True, editable=False)
    # Rounds computed so far, and how many there can be at most.
    steps = models.PositiveIntegerField(default=0, editable=False)
    of_steps = models.PositiveIntegerField(default=0, editable=False)
    result = models.JSONField(_("result"), null=True)
    digest = models.CharField(_("digest"), max_length=64, blank=True)
    finished_at = models.DateTimeField(_("finished"), null=True)

    objects = SimulationQuerySet.as_manager()

    class Meta:
        verbose_name = _("simulation")
        verbose_name_plural = _("simulations")
        ordering = ["-pk"]
        indexes = [models.Index(fields=["status", "heard_at"], name="simulation_due")]
        constraints = [
            models.CheckConstraint(
                name="simulation_done_with_its_result",
                condition=~Q(status="done")
                | (
                    Q(result__isnull=False, finished_at__isnull=False)
                    & ~Q(digest="")
                    & Q(steps__lte=F("of_steps"))
                ),
            ),
            models.CheckConstraint(
                name="simulation_running_is_heard_of",
                condition=~Q(status="running") | Q(heard_at__isnull=False),
            ),
        ]

    def __str__(self):
        return _("Simulation %(number)s") % {"number": self.pk}

    @property
    def is_over(self):
        return self.status in (self.Status.DONE, self.Status.FAILED)
