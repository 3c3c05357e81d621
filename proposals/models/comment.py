from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Length, Now
from django.db.models.lookups import LessThanOrEqual
from django.utils.translation import gettext_lazy as _

from councils.models import Council

from .period import Period


class CommentQuerySet(models.QuerySet):
    def on_draft(self, council, period):
        """What members of a council said of its draft, in the order it was said."""
        found = self.filter(council=council, period=period)
        return found.select_related("author").order_by("written_at", "pk")


class Comment(models.Model):
    """What a member says to the own council about its draft for a year.

    Nobody outside the council sees it. It is never edited; its author may withdraw it.
    """

    LONGEST = 2000

    council = models.ForeignKey(
        Council, models.PROTECT, related_name="comments", verbose_name=_("council")
    )
    period = models.ForeignKey(
        Period, models.PROTECT, related_name="comments", verbose_name=_("period")
    )
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("author"),
    )
    text = models.TextField(_("text"), max_length=LONGEST)
    written_at = models.DateTimeField(_("written"), db_default=Now())
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True)

    objects = CommentQuerySet.as_manager()

    class Meta:
        verbose_name = _("comment")
        verbose_name_plural = _("comments")
        ordering = ["written_at", "pk"]
        constraints = [
            models.CheckConstraint(
                name="comment_says_something_short",
                condition=~Q(text="") & Q(LessThanOrEqual(Length("text"), 2000)),
            )
        ]
        indexes = [
            models.Index(fields=["council", "period"], name="comment_of_a_draft")
        ]

    def __str__(self):
        return f"{self.council}, {self.period}"
