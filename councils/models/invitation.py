import hashlib

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from .council import Council, Membership
from .person import Person


class InvitationQuerySet(models.QuerySet):
    def open(self, at):
        """Those that can still be accepted at a moment."""
        return self.filter(ended_at=None, expires_at__gt=at)

    def with_token(self, token):
        """The invitation a link leads to; the link itself is kept nowhere."""
        return self.filter(token_digest=digest_of(token))


def digest_of(token):
    """What is kept of a link's secret part: it cannot be turned back."""
    return hashlib.sha256(token.encode()).hexdigest()


class Invitation(models.Model):
    """A council's offer of a seat: to one e-mail address, or to who has the link.

    It is ended, never deleted: used up, declined or withdrawn.
    """

    class Ending(models.TextChoices):
        ACCEPTED = "accepted", _("accepted")
        DECLINED = "declined", _("declined")
        WITHDRAWN = "withdrawn", _("withdrawn")

    council = models.ForeignKey(
        Council, models.PROTECT, related_name="invitations", verbose_name=_("council")
    )
    email = models.EmailField(_("e-mail address"), blank=True)
    role = models.CharField(
        _("role"),
        max_length=10,
        choices=Membership.Role,
        default=Membership.Role.MEMBER,
    )
    token_digest = models.CharField(_("digest of the link"), max_length=64)
    uses = models.PositiveSmallIntegerField(_("how many people"), default=1)
    used = models.PositiveSmallIntegerField(_("accepted by"), default=0)
    invited_by = models.ForeignKey(
        Person, models.PROTECT, related_name="+", verbose_name=_("invited by")
    )
    invited_at = models.DateTimeField(_("invited"), db_default=Now())
    expires_at = models.DateTimeField(_("expires"))
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)
    ending = models.CharField(_("how"), max_length=10, choices=Ending, blank=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        ordering = ["-invited_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["token_digest"], name="invitation_link_leads_to_one"
            ),
            models.UniqueConstraint(
                fields=["council", "email"],
                condition=Q(ended_at=None) & ~Q(email=""),
                name="invitation_one_open_for_an_address",
            ),
            models.CheckConstraint(
                name="invitation_expires_after_it_was_made",
                condition=Q(expires_at__gt=F("invited_at")),
            ),
            models.CheckConstraint(
                name="invitation_admits_no_more_than_it_says",
                condition=Q(used__lte=F("uses"), uses__gte=1),
            ),
            models.CheckConstraint(
                name="invitation_to_an_address_admits_one",
                condition=Q(email="") | Q(uses=1),
            ),
            models.CheckConstraint(
                name="invitation_ended_says_how",
                condition=Q(ended_at=None, ending="")
                | (Q(ended_at__isnull=False) & ~Q(ending="")),
            ),
        ]

    def __str__(self):
        return f"{self.council}: {self.email or self.get_role_display()}"

    def is_open(self, at):
        return self.ended_at is None and at < self.expires_at


class Acceptance(models.Model):
    """That somebody took the seat an invitation offered: once, even after leaving."""

    invitation = models.ForeignKey(
        Invitation,
        models.PROTECT,
        related_name="acceptances",
        verbose_name=_("invitation"),
    )
    person = models.ForeignKey(
        Person, models.PROTECT, related_name="acceptances", verbose_name=_("person")
    )
    accepted_at = models.DateTimeField(_("accepted"), db_default=Now())

    class Meta:
        verbose_name = _("acceptance")
        verbose_name_plural = _("acceptances")
        constraints = [
            models.UniqueConstraint(
                fields=["invitation", "person"], name="acceptance_once_a_person"
            )
        ]

    def __str__(self):
        return f"{self.invitation}: {self.person}"
