import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from .token import SHA_256


class IdempotencyKey(models.Model):
    """A request that must have one effect, however often it is sent.

    The row is there before the work begins and names the proposal the work will make.
    So whoever takes up the work of a process that died makes the same proposal, not
    a second one. ``claimed_until`` is the moment until which nobody else may try.
    """

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        related_name="+",
        verbose_name=_("person"),
    )
    key = models.CharField(_("key"), max_length=128)
    # Of what was asked: method, address and body.
    fingerprint = models.CharField(max_length=64)
    proposal_id = models.UUIDField(default=uuid.uuid4)
    created_at = models.DateTimeField(_("first sent"), db_default=Now())
    claimed_until = models.DateTimeField(_("claimed until"))

    # The answer, once there is one.
    status = models.PositiveSmallIntegerField(_("status"), null=True)
    location = models.CharField(_("address"), max_length=200, blank=True)
    body = models.TextField(_("answer"), blank=True)

    class Meta:
        verbose_name = _("idempotency key")
        verbose_name_plural = _("idempotency keys")
        constraints = [
            # The sender chooses the key, so it is unique to the sender.
            models.UniqueConstraint(
                fields=["person", "key"], name="idempotency_key_once_a_person"
            ),
            models.CheckConstraint(
                name="idempotency_fingerprint_is_a_digest",
                condition=Q(fingerprint__regex=SHA_256),
            ),
            models.CheckConstraint(
                name="idempotency_keeps_a_whole_answer_or_none",
                condition=Q(status=None, body="", location="")
                | (Q(status__range=(200, 299)) & ~Q(body="")),
            ),
        ]
        indexes = [models.Index(fields=["created_at"], name="idempotency_key_by_age")]

    def __str__(self):
        return self.key
