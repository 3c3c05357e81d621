from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from .round import Round


class Comparison(models.Model):
    """What one way to finish would make of a published round; kept to be read again.

    Computed from rows that never change, so it stays as it is.
    """

    class Finish(models.TextChoices):
        SETTLEMENT = "settlement", _("settlement alone")
        MODEL = "model", _("the models’ offer")

    round = models.ForeignKey(
        Round, models.PROTECT, related_name="comparisons", verbose_name=_("round")
    )
    finish = models.CharField(_("finish"), max_length=10, choices=Finish)
    figures = models.JSONField(_("figures"), editable=False)
    seconds = models.FloatField(_("seconds to compute"))
    at = models.DateTimeField(_("computed"), db_default=Now())

    class Meta:
        verbose_name = _("comparison of finishes")
        verbose_name_plural = _("comparisons of finishes")
        ordering = ["round", "finish"]
        constraints = [
            models.UniqueConstraint(
                fields=["round", "finish"], name="comparison_once_a_finish"
            ),
        ]

    def __str__(self):
        return f"{self.round}: {self.get_finish_display()}"
