"""What has happened, and what of it is still to be told to whom."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from .council import Council
from .person import Person


class Event(models.Model):
    """Something that happened and concerns many: one row, whatever their number.

    It is written in the transaction of what happened. A task makes it known seat by
    seat, in the order of their keys; ``reached`` is the last one told.
    """

    kind = models.CharField(_("kind"), max_length=40)
    key = models.CharField(_("key"), max_length=120)
    at = models.DateTimeField(_("at"), db_default=Now())
    data = models.JSONField(_("data"), default=dict)
    reached = models.BigIntegerField(default=0, editable=False)
    spread_at = models.DateTimeField(_("made known"), null=True, editable=False)

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["key"], name="event_happens_once")
        ]
        indexes = [
            models.Index(
                fields=["id"],
                condition=Q(spread_at=None),
                name="event_not_yet_made_known",
            )
        ]

    def __str__(self):
        return self.key


class NoticeQuerySet(models.QuerySet):
    def waiting(self):
        """Notices that are neither told nor outdated."""
        return self.filter(told_at=None, outdated_at=None)

    def due(self, at):
        """Those that are to be told at ``at``."""
        return self.waiting().filter(due_at__lte=at)


class Notice(models.Model):
    """What one person is to be told of one council: at most once.

    It waits for the person's hour. Told means put into a letter; whoever writes the
    letter looks once more whether it still holds. Notices of one subject are news of
    the same thing, so that the newest replaces the others.
    """

    person = models.ForeignKey(
        Person, models.CASCADE, related_name="notices", verbose_name=_("person")
    )
    council = models.ForeignKey(
        Council, models.PROTECT, related_name="notices", verbose_name=_("council")
    )
    occasion = models.CharField(_("occasion"), max_length=40)
    key = models.CharField(_("key"), max_length=120)
    subject = models.CharField(_("subject"), max_length=120)
    data = models.JSONField(_("data"), default=dict)
    at = models.DateTimeField(_("at"), db_default=Now())
    due_at = models.DateTimeField(_("due"))
    # From here on nobody can do anything about it.
    expires_at = models.DateTimeField(_("of use until"), null=True)
    told_at = models.DateTimeField(_("told"), null=True)
    outdated_at = models.DateTimeField(_("outdated"), null=True)
    letter = models.CharField(_("letter"), max_length=200, blank=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["key", "person", "council", "occasion"],
                name="notice_tells_a_person_once",
            ),
            models.CheckConstraint(
                name="notice_told_or_outdated_not_both",
                condition=Q(told_at=None) | Q(outdated_at=None),
            ),
            models.CheckConstraint(
                name="notice_told_in_a_letter",
                condition=Q(told_at=None, letter="")
                | (Q(told_at__isnull=False) & ~Q(letter="")),
            ),
        ]
        indexes = [
            models.Index(
                fields=["due_at"],
                condition=Q(told_at=None, outdated_at=None),
                name="notice_waiting",
            ),
            models.Index(
                fields=["letter"], condition=~Q(letter=""), name="notice_by_letter"
            ),
        ]

    def __str__(self):
        return f"{self.key}, {self.person}"
