from datetime import timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _

from councils.models import Council

from .round import Round


class Nudge(models.Model):
    """The last time the facilitators reminded a council that it had not answered.

    One row a council: whoever reminds it takes the row, and can only take it when the
    last time is a day ago. So two who press the button at once remind it once.
    """

    # So long a council is left in peace.
    PEACE = timedelta(hours=24)

    council = models.OneToOneField(
        Council,
        models.CASCADE,
        primary_key=True,
        related_name="nudge",
        verbose_name=_("council"),
    )
    round = models.ForeignKey(
        Round, models.PROTECT, related_name="nudges", verbose_name=_("round")
    )
    at = models.DateTimeField(_("at"))
    # The key of the event that makes it known.
    event = models.CharField(_("event"), max_length=120)

    class Meta:
        verbose_name = _("reminder by the facilitators")
        verbose_name_plural = _("reminders by the facilitators")
        ordering = ["-at"]
        indexes = [models.Index(fields=["event"], name="nudge_by_event")]

    def __str__(self):
        return f"{self.council}, {self.round}"
