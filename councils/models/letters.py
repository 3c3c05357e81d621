"""What a person wants to be written to about, and when."""

from decimal import Decimal

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from .council import Council
from .person import Person

WEEK, DAY, HOURS = 168, 24, 2  # Hours before a cutoff.


class Cadence(models.TextChoices):
    IMMEDIATELY = "immediately", _("at once")
    DAILY = "daily", _("once a day")
    WEEKLY = "weekly", _("once a week")
    NEVER = "never", _("never")


class LetterChoice(models.Model):
    """How often a person hears of one occasion; without a row, as is usual for it."""

    person = models.ForeignKey(
        Person, models.CASCADE, related_name="letter_choices", verbose_name=_("person")
    )
    occasion = models.CharField(_("occasion"), max_length=40)
    cadence = models.CharField(_("how often"), max_length=12, choices=Cadence)

    class Meta:
        verbose_name = _("choice of letters")
        verbose_name_plural = _("choices of letters")
        constraints = [
            models.UniqueConstraint(
                fields=["person", "occasion"], name="letter_choice_one_an_occasion"
            )
        ]

    def __str__(self):
        return f"{self.person}: {self.occasion}, {self.cadence}"


class LetterSettings(models.Model):
    """When a person reads collected letters, and what is worth a letter.

    The defaults hold for who has no row. The hour is one of the person's own time zone.
    """

    person = models.OneToOneField(
        Person,
        models.CASCADE,
        primary_key=True,
        related_name="letter_settings",
        verbose_name=_("person"),
    )
    hour = models.PositiveSmallIntegerField(_("hour"), default=7)
    weekday = models.PositiveSmallIntegerField(_("day of the week"), default=0)
    threshold = models.DecimalField(
        _("worth a letter from"), max_digits=6, decimal_places=4, default=Decimal("0.1")
    )
    week_before = models.BooleanField(_("7 days before"), default=False)
    day_before = models.BooleanField(_("24 hours before"), default=True)
    hours_before = models.BooleanField(_("2 hours before"), default=False)
    muted_at = models.DateTimeField(_("muted"), null=True, blank=True)

    class Meta:
        verbose_name = _("settings of letters")
        verbose_name_plural = _("settings of letters")
        constraints = [
            models.CheckConstraint(
                name="letter_settings_hour_is_one_of_a_day",
                condition=Q(hour__range=(0, 23)),
            ),
            models.CheckConstraint(
                name="letter_settings_day_is_one_of_a_week",
                condition=Q(weekday__range=(0, 6)),
            ),
            models.CheckConstraint(
                name="letter_settings_threshold_is_a_share",
                condition=Q(threshold__range=(0, 10)),
            ),
        ]

    def __str__(self):
        return str(self.person)

    def wants(self, hours):
        """Whether a reminder so many hours before a cutoff is wished."""
        wished = {
            WEEK: self.week_before,
            DAY: self.day_before,
            HOURS: self.hours_before,
        }
        return wished[hours]


class Mute(models.Model):
    """A council a person wants no letters about, whatever else was chosen."""

    person = models.ForeignKey(
        Person, models.CASCADE, related_name="mutes", verbose_name=_("person")
    )
    council = models.ForeignKey(
        Council, models.CASCADE, related_name="mutes", verbose_name=_("council")
    )
    since = models.DateTimeField(_("since"), db_default=Now())

    class Meta:
        verbose_name = _("muted council")
        verbose_name_plural = _("muted councils")
        constraints = [
            models.UniqueConstraint(
                fields=["person", "council"], name="mute_once_a_council"
            )
        ]

    def __str__(self):
        return f"{self.person}: {self.council}"
