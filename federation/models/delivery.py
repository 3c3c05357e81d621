import uuid

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from ledger.models import Record

from .webhook import Webhook


class DeliveryQuerySet(models.QuerySet):
    def waiting(self):
        return self.filter(state=Delivery.State.WAITING)

    def due(self, at):
        """Of each webhook the one that has been due longest at ``at``."""
        found = self.waiting().filter(due_at__lte=at)
        return found.order_by("webhook_id", "due_at", "pk").distinct("webhook_id")


class Delivery(models.Model):
    """That one webhook is told of one event: the same bytes and id at every try.

    Made once, however often the record is read. ``tries`` counts those begun since it
    was made or asked for again.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        DELIVERED = "delivered", _("delivered")
        FAILED = "failed", _("given up")
        DROPPED = "dropped", _("dropped, the webhook was switched off")

    webhook = models.ForeignKey(Webhook, models.CASCADE, related_name="deliveries")
    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    event = models.CharField(_("event"), max_length=30, choices=Webhook.Event)
    record = models.ForeignKey(Record, models.PROTECT, related_name="+")
    body = models.TextField(_("body"))
    state = models.CharField(
        _("state"), max_length=10, choices=State, default=State.WAITING
    )
    tries = models.PositiveSmallIntegerField(_("tries"), default=0)
    made_at = models.DateTimeField(_("made"), db_default=Now())
    # While a try is under way: until when it is left to whoever began it.
    due_at = models.DateTimeField(_("next try"), null=True, db_default=Now())
    ended_at = models.DateTimeField(_("ended"), null=True)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        verbose_name = _("delivery")
        verbose_name_plural = _("deliveries")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["webhook", "event", "record"],
                name="delivery_once_an_event_and_webhook",
            ),
            models.CheckConstraint(
                name="delivery_waits_or_has_ended",
                condition=Q(state="waiting", due_at__isnull=False, ended_at=None)
                | Q(due_at=None, ended_at__isnull=False) & ~Q(state="waiting"),
            ),
        ]
        indexes = [
            models.Index(
                fields=["due_at"], condition=Q(state="waiting"), name="delivery_waiting"
            ),
            models.Index(fields=["made_at"], name="delivery_by_age"),
        ]

    def __str__(self):
        return self.message_id

    @property
    def message_id(self):
        """What the receiver tells repetitions by: the header webhook-id."""
        return f"msg_{self.public_id.hex}"


class Attempt(models.Model):
    """One try to deliver, written before it is made, so that no try goes unseen.

    Without an end it was cut off: nobody knows whether the receiver has heard.
    """

    class Outcome(models.TextChoices):
        TAKEN = "taken", _("taken")
        REFUSED = "refused", _("not taken")
        GONE = "gone", _("gone for good")
        REDIRECT = "redirect", _("sent elsewhere, where nobody follows")
        FORBIDDEN = "forbidden", _("the address may not be connected to")
        NO_CONNECTION = "no_connection", _("no connection")
        SLOW = "slow", _("no answer in time")
        UNREADABLE = "unreadable", _("the answer could not be read")
        UNSIGNED = "unsigned", _("not sent: the server's SECRET_KEY is another one")

    delivery = models.ForeignKey(Delivery, models.CASCADE, related_name="attempts")
    begun_at = models.DateTimeField(_("begun"), db_default=Now())
    ended_at = models.DateTimeField(_("ended"), null=True)
    outcome = models.CharField(_("outcome"), max_length=20, choices=Outcome, blank=True)
    status = models.PositiveSmallIntegerField(_("status"), null=True)

    class Meta:
        verbose_name = _("try of a delivery")
        verbose_name_plural = _("tries of deliveries")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="attempt_has_an_outcome_when_it_has_ended",
                condition=Q(ended_at=None, outcome="")
                | Q(ended_at__gte=F("begun_at")) & ~Q(outcome=""),
            )
        ]

    def __str__(self):
        return f"{self.delivery_id}/{self.pk}"
