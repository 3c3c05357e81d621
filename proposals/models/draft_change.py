from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from councils.models import Council

from .period import Period


class DraftChangeQuerySet(models.QuerySet):
    def of(self, council, period):
        return self.filter(council=council, period=period)

    def last_version(self, council, period):
        """The number of the last change ever; 0 if nobody has written yet."""
        last = self.of(council, period).order_by("-version").first()
        return last.version if last else 0

    def since(self, council, period, version):
        """What happened after a version, the newest first."""
        return self.of(council, period).filter(version__gt=version).order_by("-version")


class DraftChange(models.Model):
    """One saving of a draft, as the way back from it.

    ``lines`` holds the lines it changed as they were before, null where there was none;
    ``note`` the reasons as they were, if they changed. From these every version
    somebody may still have on the screen can be put together again. A draft that ends
    leaves only its last number, so that no number is ever used twice.
    """

    council = models.ForeignKey(
        Council, models.CASCADE, related_name="+", verbose_name=_("council")
    )
    period = models.ForeignKey(
        Period, models.CASCADE, related_name="+", verbose_name=_("period")
    )
    version = models.PositiveIntegerField(_("version"))
    lines = models.JSONField(_("lines before"), default=dict)
    note = models.TextField(_("reasons before"), blank=True)
    note_changed = models.BooleanField(_("the reasons changed"), default=False)
    # Of one page on one screen: what came from it is no other writer's.
    window = models.CharField(_("window"), max_length=32, blank=True)
    ended = models.BooleanField(_("the draft ended"), default=False)
    saved_at = models.DateTimeField(_("saved"), db_default=Now())
    saved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("saved by"),
    )

    objects = DraftChangeQuerySet.as_manager()

    class Meta:
        verbose_name = _("change of a draft")
        verbose_name_plural = _("changes of drafts")
        constraints = [
            models.UniqueConstraint(
                fields=["council", "period", "version"],
                name="draft_change_version_once",
            )
        ]

    def __str__(self):
        return f"{self.council}, {self.period}, {self.version}"
