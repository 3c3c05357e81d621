from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _


class Peer(models.Model):
    """Another server with which this one plans.

    A person adds it, compares the fingerprint of its key with what people there read
    out, and only then anything is said to it or heard from it.
    """

    class State(models.TextChoices):
        ASKED = "asked", _("fingerprint not compared yet")
        KNOWN = "known", _("known")
        PAUSED = "paused", _("paused")
        ENDED = "ended", _("ended")

    name = models.CharField(_("name"), max_length=200)
    origin = models.CharField(_("address"), max_length=300, unique=True)
    state = models.CharField(
        _("state"), max_length=10, choices=State, default=State.ASKED
    )
    added_at = models.DateTimeField(_("added"), db_default=Now())
    heard_at = models.DateTimeField(_("last heard from"), null=True)
    reached_at = models.DateTimeField(_("last reached"), null=True)
    # How far its clock is ahead of ours, by the last message it signed.
    lag = models.DurationField(_("difference of clocks"), null=True)
    trouble = models.CharField(_("last trouble"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("peer")
        verbose_name_plural = _("peers")
        ordering = ["name", "pk"]

    def __str__(self):
        return self.name

    @property
    def may_speak(self):
        return self.state == self.State.KNOWN


class PeerKeyQuerySet(models.QuerySet):
    def valid(self):
        """The keys with which new messages may be signed."""
        return self.filter(
            confirmed_at__isnull=False, ended_at=None, peer__state=Peer.State.KNOWN
        )


class PeerKey(models.Model):
    """A public key of a peer. It counts from when a person has confirmed it.

    Ended, it proves nothing new; what it signed before stays checkable.
    """

    peer = models.ForeignKey(Peer, models.PROTECT, related_name="keys")
    key_id = models.CharField(_("id"), max_length=400, unique=True)
    public = models.CharField(_("public key"), max_length=44)
    seen_at = models.DateTimeField(_("first seen"), db_default=Now())
    confirmed_at = models.DateTimeField(_("confirmed"), null=True)
    ended_at = models.DateTimeField(_("ended"), null=True)

    objects = PeerKeyQuerySet.as_manager()

    class Meta:
        verbose_name = _("key of a peer")
        verbose_name_plural = _("keys of peers")
        ordering = ["peer", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["peer", "public"], name="peer_key_once_a_peer"
            ),
            models.CheckConstraint(
                name="peer_key_ends_after_it_was_seen",
                condition=Q(ended_at=None) | Q(ended_at__gte=F("seen_at")),
            ),
        ]

    def __str__(self):
        return self.key_id


class Nonce(models.Model):
    """That a signed message was here. The same one again has no second effect."""

    key = models.ForeignKey(PeerKey, models.CASCADE, related_name="+")
    nonce = models.CharField(max_length=100)
    at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["key", "nonce"], name="nonce_once_a_key")
        ]
        indexes = [models.Index(fields=["at"], name="nonce_by_age")]

    def __str__(self):
        return self.nonce
