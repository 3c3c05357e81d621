from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _


class OwnKeyQuerySet(models.QuerySet):
    def published(self):
        """The keys peers may be shown: all but those that were revoked."""
        return self.exclude(state=OwnKey.State.REVOKED)


class OwnKey(models.Model):
    """A key of this server, with which it signs what it says to others.

    The next one is published before it is used, so that peers can confirm it. A key
    that is done with is kept: what it signed stays checkable. The secret is kept sealed
    under SECRET_KEY, so that a backup alone cannot speak for the server.
    """

    class State(models.TextChoices):
        NEXT = "next", _("next")
        CURRENT = "current", _("in use")
        RETIRED = "retired", _("retired")
        REVOKED = "revoked", _("revoked")

    number = models.PositiveIntegerField(_("number"), unique=True)
    public = models.CharField(_("public key"), max_length=44, unique=True)
    sealed = models.TextField(editable=False)
    state = models.CharField(
        _("state"), max_length=10, choices=State, default=State.NEXT
    )
    made_at = models.DateTimeField(_("made"), db_default=Now())
    ended_at = models.DateTimeField(_("ended"), null=True)

    objects = OwnKeyQuerySet.as_manager()

    class Meta:
        verbose_name = _("key of this server")
        verbose_name_plural = _("keys of this server")
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["state"],
                condition=Q(state="current"),
                name="own_key_one_in_use",
            ),
            models.UniqueConstraint(
                fields=["state"], condition=Q(state="next"), name="own_key_one_next"
            ),
            models.CheckConstraint(
                name="own_key_ends_when_it_is_done_with",
                condition=Q(state__in=["next", "current"], ended_at=None)
                | Q(state__in=["retired", "revoked"], ended_at__isnull=False),
            ),
        ]

    def __str__(self):
        return f"k{self.number}"
