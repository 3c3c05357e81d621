from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from .peer import Peer
from .shared import SharedYear


class PostQuerySet(models.QuerySet):
    def waiting(self):
        return self.filter(sent_at=None, given_up_at=None)

    def troubled(self):
        """What could not be delivered yet, and what was refused for good."""
        waiting = Q(sent_at=None, given_up_at=None, tries__gt=0)
        return self.filter(waiting | Q(given_up_at__isnull=False))


class Post(models.Model):
    """A message that must still be delivered to another server, in its turn.

    ``about`` says what of a year it tells, ``number`` of which round.
    """

    class About(models.TextChoices):
        ANNOUNCEMENT = "announce", _("the announcement of a round")
        PART = "part", _("what was counted here in a round")
        RECORD = "record", _("the document of a round")
        ACCORD = "accord", _("what all have settled on")
        PUBLISHED = "published", _("that the plan is published")

    year = models.ForeignKey(
        SharedYear, models.CASCADE, null=True, related_name="posts"
    )
    about = models.CharField(max_length=10, choices=About, blank=True)
    number = models.PositiveSmallIntegerField(null=True)
    peer = models.ForeignKey(Peer, models.CASCADE, related_name="posts")
    method = models.CharField(max_length=4)
    path = models.CharField(max_length=300)
    body = models.TextField()
    key = models.CharField(max_length=128, unique=True)
    # The revision it follows, where it is one of several; sent as If-Match.
    follows = models.PositiveSmallIntegerField(null=True)
    made_at = models.DateTimeField(db_default=Now())
    due_at = models.DateTimeField(db_default=Now())
    tries = models.PositiveIntegerField(default=0)
    sent_at = models.DateTimeField(null=True)
    given_up_at = models.DateTimeField(null=True)
    answer = models.TextField(blank=True)

    objects = PostQuerySet.as_manager()

    class Meta:
        verbose_name = _("message to a server")
        verbose_name_plural = _("messages to servers")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="post_of_a_year_says_what_it_is_about",
                condition=Q(year=None, about="", number=None)
                | Q(year__isnull=False) & ~Q(about=""),
            )
        ]
        indexes = [
            models.Index(
                fields=["peer", "id"],
                condition=Q(sent_at=None, given_up_at=None),
                name="post_waiting",
            )
        ]

    def __str__(self):
        return f"{self.method} {self.path}"
