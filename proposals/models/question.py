from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Length, Now
from django.db.models.lookups import LessThanOrEqual
from django.utils.translation import gettext_lazy as _

from councils.models import Council

from .good import Good
from .period import Period


class QuestionQuerySet(models.QuerySet):
    def open(self):
        """Those nobody has answered."""
        return self.filter(answered_at=None)

    def answered(self):
        """Those a council has answered."""
        return self.filter(answered_at__isnull=False)

    def of(self, council, period):
        """What a council was asked about its proposal for a year, the newest first."""
        found = self.filter(council=council, period=period)
        return found.select_related("good", "answered_by").order_by("-asked_at", "-pk")


class Question(models.Model):
    """What the facilitators ask a council about its proposal, and what it answers.

    A question changes no figure. It is never edited, and answered once. Its text is on
    record for everybody; the answer is read by the facilitators and by the council.
    """

    LONGEST = 1000

    class About(models.TextChoices):
        LEAP = "leap", _("ten times as much, or a tenth")
        SLIP = "slip", _("a unit that may have slipped")
        GONE = "gone", _("a good that is no longer there")
        TURNED = "turned", _("request and offer changed places")
        CAPACITY = "capacity", _("more than the council can make")
        SURPRISE = "surprise", _("an answer nobody expected")
        RATIO = "ratio", _("uses more than it gives")
        COST = "cost", _("costs more than the entitlement")
        TWIN = "twin", _("the same proposal twice")
        SINGLE = "single", _("only one council offers it")
        OTHER = "other", _("something else")

    council = models.ForeignKey(
        Council, models.PROTECT, related_name="questions", verbose_name=_("council")
    )
    period = models.ForeignKey(
        Period, models.PROTECT, related_name="questions", verbose_name=_("period")
    )
    about = models.CharField(_("about"), max_length=10, choices=About)
    good = models.ForeignKey(
        Good,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("good"),
    )
    text = models.TextField(_("question"), max_length=LONGEST)
    asked_at = models.DateTimeField(_("asked"), db_default=Now())
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("asked by"),
    )
    answer = models.TextField(_("answer"), max_length=LONGEST, blank=True)
    answered_at = models.DateTimeField(_("answered"), null=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("answered by"),
    )

    objects = QuestionQuerySet.as_manager()

    class Meta:
        verbose_name = _("question")
        verbose_name_plural = _("questions")
        ordering = ["-asked_at", "-pk"]
        constraints = [
            # Two facilitators who see the same thing ask once.
            models.UniqueConstraint(
                fields=["council", "period", "about", "good"],
                condition=Q(answered_at=None),
                nulls_distinct=False,
                name="question_asked_once_until_answered",
            ),
            models.CheckConstraint(
                name="question_says_something_short",
                condition=~Q(text="") & Q(LessThanOrEqual(Length("text"), 1000)),
            ),
            models.CheckConstraint(
                name="question_answered_with_words",
                condition=Q(answered_at=None, answer="")
                | (
                    Q(answered_at__isnull=False)
                    & ~Q(answer="")
                    & Q(LessThanOrEqual(Length("answer"), 1000))
                ),
            ),
        ]

    def __str__(self):
        return f"{self.council}, {self.period}: {self.get_about_display()}"
