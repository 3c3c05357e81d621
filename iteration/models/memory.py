from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from .round import Round


class MemoryQuerySet(models.QuerySet):
    def about(self, round, keys):
        """The parts of a round's memory in which councils of these keys can be."""
        return self.filter(round=round, first__lte=max(keys), last__gte=min(keys))


class Memory(models.Model):
    """What a round's price rule knew of a range of councils once it had counted.

    Arrays in numpy's own format: a part is many councils, so that a million of them
    are read in seconds. The next round's rule goes on from here, and each council is
    shown what it says about it.
    """

    round = models.ForeignKey(
        Round, models.PROTECT, related_name="memory", verbose_name=_("round")
    )
    first = models.BigIntegerField(_("first council"))
    last = models.BigIntegerField(_("last council"))
    arrays = models.BinaryField(_("arrays"))

    objects = MemoryQuerySet.as_manager()

    class Meta:
        verbose_name = _("memory")
        verbose_name_plural = _("memories")
        ordering = ["round", "first"]
        constraints = [
            models.UniqueConstraint(
                fields=["round", "first"], name="memory_once_a_range"
            ),
            models.CheckConstraint(
                name="memory_of_a_range", condition=Q(last__gte=F("first"))
            ),
        ]

    def __str__(self):
        return f"{self.round}: {self.first}-{self.last}"
