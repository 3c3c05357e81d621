from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from councils.models import Council

from .period import Period


class Draft(models.Model):
    """A council's working copy for a period.

    It keeps what was typed, even what cannot be understood yet: {code of a good:
    {"request": text, "offer": text}}, and a "note" where a line has one. The version
    tells a writer that somebody else has written since.
    """

    council = models.ForeignKey(
        Council, models.CASCADE, related_name="drafts", verbose_name=_("council")
    )
    period = models.ForeignKey(
        Period, models.CASCADE, related_name="drafts", verbose_name=_("period")
    )
    lines = models.JSONField(_("lines"), default=dict)
    note = models.TextField(_("reasons"), max_length=2000, blank=True)
    version = models.PositiveIntegerField(_("version"), default=1)
    saved_at = models.DateTimeField(_("saved"), db_default=Now())
    saved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("saved by"),
    )

    class Meta:
        verbose_name = _("draft")
        verbose_name_plural = _("drafts")
        constraints = [
            models.UniqueConstraint(
                fields=["council", "period"], name="draft_one_per_council_and_period"
            )
        ]

    def __str__(self):
        return f"{self.council}, {self.period}"
