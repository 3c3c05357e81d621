from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _


class HeartbeatQuerySet(models.QuerySet):
    def ages(self, at):
        """How many seconds before ``at`` each was last written, by name."""
        # A clock set back must not make a part look as if it had stopped for ever.
        return {
            name: max(0.0, (at - last).total_seconds())
            for name, last in self.values_list("name", "at")
        }


class Heartbeat(models.Model):
    """When a part of the service last did its work, and how often it has.

    The database's clock says when. A part that is silent for too long is the alarm.
    """

    # The clock has sent a tick; a worker has worked it off; a worker has worked off
    # what the tick sent; a task has failed; somebody has made a backup.
    BEAT, TICK, WORKER = "beat", "tick", "worker"
    TASK_FAILED, BACKUP, PRUNE = "task_failed", "backup", "prune"

    name = models.CharField(_("name"), max_length=40, primary_key=True)
    at = models.DateTimeField(_("at"), db_default=Now())
    count = models.PositiveBigIntegerField(_("how often"), default=1)

    objects = HeartbeatQuerySet.as_manager()

    class Meta:
        verbose_name = _("heartbeat")
        verbose_name_plural = _("heartbeats")

    def __str__(self):
        return self.name
