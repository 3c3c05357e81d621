from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _


class MaintenanceQuerySet(models.QuerySet):
    def to_come(self, at):
        """What is announced and not over at ``at``, the earliest first."""
        return self.filter(lifted_at=None, ends__gt=at).order_by("begins", "pk")

    def in_force(self, at):
        """What every page shows at ``at``."""
        return self.to_come(at).filter(begins__lte=at)


class Maintenance(models.Model):
    """Words that every page shows from one moment to another.

    Closed, the service answers nobody but those who run it. Deadlines stay as they
    are: only facilitators move them. It is never edited; another one is announced.
    """

    begins = models.DateTimeField(_("from"))
    ends = models.DateTimeField(_("until"))
    text_en = models.TextField(_("text in English"), max_length=500)
    text_de = models.TextField(_("text in German"), max_length=500)
    closed = models.BooleanField(_("closed for everybody else"), default=False)
    announced_at = models.DateTimeField(_("announced"), db_default=Now())
    lifted_at = models.DateTimeField(_("ended before its time"), null=True)

    objects = MaintenanceQuerySet.as_manager()

    class Meta:
        verbose_name = _("maintenance")
        verbose_name_plural = _("times of maintenance")
        constraints = [
            models.CheckConstraint(
                name="maintenance_ends_after_it_begins",
                condition=Q(ends__gt=F("begins")),
            )
        ]

    def __str__(self):
        return self.text

    @property
    def text(self):
        """The words in the reader's language."""
        german = (get_language() or "").startswith("de")
        return self.text_de if german else self.text_en
