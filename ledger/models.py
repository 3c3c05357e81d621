"""The record of what was decided, its seals, and the outbox."""

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from ledger.heartbeat import Heartbeat
from ledger.maintenance import Maintenance
from ledger.querying import FIRST, LAST, WORDS, RecordQuerySet

__all__ = ["ATTEMPTS", "Heartbeat", "Maintenance", "Message", "Record", "Seal"]

# So often a delivery is tried.
ATTEMPTS = 12


class Seal(models.Model):
    """A batch of records, closed for good.

    It carries the Merkle root of its records and the digest of the seal before, so
    that a record changed, lost or slipped in later is found. Sealing is a step of its
    own: those who write records never wait for one another.
    """

    number = models.PositiveBigIntegerField(_("number"), primary_key=True)
    at = models.DateTimeField(_("at"), db_default=Now())
    records = models.PositiveIntegerField(_("number of records"))
    root = models.CharField(_("Merkle root"), max_length=64)
    previous = models.CharField(_("digest before"), max_length=64, unique=True)
    digest = models.CharField(_("digest"), max_length=64, unique=True)

    class Meta:
        verbose_name = _("seal")
        verbose_name_plural = _("seals")
        ordering = ["number"]
        constraints = [
            models.CheckConstraint(name="seal_from_one", condition=Q(number__gte=1)),
            models.CheckConstraint(
                name="seal_holds_records", condition=Q(records__gte=1)
            ),
        ]

    def __str__(self):
        return f"{self.number} ({self.digest[:12]})"


class Record(models.Model):
    """One thing that was decided: what, when, by whom and why.

    A record is never changed or deleted; a trigger refuses both. Only its seal is
    set, once. The actor is the opaque id of a person, never a name.
    """

    at = models.DateTimeField(_("at"), db_default=Now())
    kind = models.CharField(_("kind"), max_length=60)
    subject = models.CharField(_("subject"), max_length=200)
    actor = models.CharField(_("actor"), max_length=60, default="service")
    reason = models.TextField(_("reason"), blank=True)
    data = models.JSONField(_("data"), default=dict)
    seal = models.ForeignKey(
        Seal,
        models.PROTECT,
        null=True,
        editable=False,
        related_name="sealed",
        verbose_name=_("seal"),
    )

    objects = RecordQuerySet.as_manager()

    class Meta:
        verbose_name = _("record")
        verbose_name_plural = _("records")
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["subject", "-id"], name="record_by_subject"),
            models.Index(fields=["at", "id"], name="record_by_moment"),
            models.Index(fields=["kind", "at", "id"], name="record_by_kind"),
            models.Index(fields=["actor", "at", "id"], name="record_by_actor"),
            models.Index(FIRST, "at", "id", name="record_by_first_part"),
            models.Index(LAST, "at", "id", name="record_by_last_part"),
            GinIndex(WORDS, name="record_by_words"),
            models.Index(
                fields=["id"], condition=Q(seal=None), name="record_not_yet_sealed"
            ),
        ]

    def __str__(self):
        return f"{self.kind}: {self.subject}"


class MessageQuerySet(models.QuerySet):
    def waiting(self):
        """Messages that are neither delivered nor dropped, nor given up."""
        return self.filter(sent_at=None, dropped_at=None, attempts__lt=ATTEMPTS)

    def due(self, at):
        """Those whose next attempt is due at ``at``, and still of use."""
        useful = Q(expires_at=None) | Q(expires_at__gt=at)
        found = self.waiting().filter(useful, due_at__lte=at)
        return found.order_by("due_at", "pk")

    def failing(self):
        """Those whose last attempt failed, also those that nobody tries any more."""
        return self.filter(sent_at=None, dropped_at=None).exclude(error="")

    def expired(self, at):
        """Those that were of use only before ``at``."""
        return self.waiting().filter(expires_at__lte=at)


class Message(models.Model):
    """Something that must be delivered because something else happened.

    It is written in the transaction of what happened, so that it exists if and only
    if that was committed. Its key makes the same message, written twice, one.
    """

    class Kind(models.TextChoices):
        MAIL = "mail", _("e-mail")
        # Its words are found only when it is delivered.
        LETTER = "letter", _("letter")

    key = models.CharField(_("key"), max_length=200, unique=True)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    to = models.CharField(_("to"), max_length=254)
    payload = models.JSONField(_("payload"))
    created_at = models.DateTimeField(_("created"), db_default=Now())
    due_at = models.DateTimeField(_("next attempt"), db_default=Now())
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    # From here on it would only annoy: nobody can act on it any more.
    expires_at = models.DateTimeField(_("of use until"), null=True, blank=True)
    sent_at = models.DateTimeField(_("delivered"), null=True, blank=True)
    dropped_at = models.DateTimeField(_("dropped"), null=True, blank=True)
    error = models.TextField(_("last error"), blank=True)

    objects = MessageQuerySet.as_manager()

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        ordering = ["-pk"]
        # What is delivered, how far and how fast, is what operators look after.
        permissions = [("operate", _("Can operate the service"))]
        indexes = [
            models.Index(
                fields=["due_at"],
                condition=Q(sent_at=None, dropped_at=None),
                name="message_waiting",
            )
        ]
        constraints = [
            models.CheckConstraint(
                name="message_delivered_or_dropped_not_both",
                condition=Q(sent_at=None) | Q(dropped_at=None),
            )
        ]

    def __str__(self):
        return self.key
