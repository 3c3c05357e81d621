"""Councils, and the seats people hold in them."""

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from .person import Person


class CouncilQuerySet(models.QuerySet):
    def of(self, person, at=None):
        """The councils in which ``person`` holds a seat, now or at a moment."""
        seats = Membership.objects.open(at).filter(person=person.pk)
        return self.filter(pk__in=seats.values("council"))

    def real(self):
        """All but the invented ones of a practice year."""
        return self.filter(practice=False)


class Council(models.Model):
    """Who requests and offers: a workplace, a neighbourhood, a commons, a federation.

    A federation is the parent of its member councils. A council is never deleted,
    since published plans name it.
    """

    class Kind(models.TextChoices):
        WORKER = "worker", _("worker council")
        CONSUMER = "consumer", _("consumer council")
        INDUSTRY_FEDERATION = "industry_federation", _("industry federation")
        CONSUMER_FEDERATION = "consumer_federation", _("consumer federation")
        COMMONS = "commons", _("commons")
        COMMUNITY = "community", _("affected community")

    slug = models.SlugField(_("short name"), max_length=60, unique=True)
    name = models.CharField(_("name"), max_length=200)
    name_de = models.CharField(_("name in German"), max_length=200, blank=True)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
        verbose_name=_("federation"),
    )
    members = models.PositiveIntegerField(_("number of members"), default=0)
    latitude = models.DecimalField(
        _("latitude"), max_digits=8, decimal_places=5, null=True, blank=True
    )
    longitude = models.DecimalField(
        _("longitude"), max_digits=8, decimal_places=5, null=True, blank=True
    )

    # Of an invented village: it is deleted with the year it was made for.
    practice = models.BooleanField(
        _("for practice"), default=False, db_default=False, editable=False
    )

    # When it joined, if years ran already.
    joined_at = models.DateTimeField(_("joined"), null=True, blank=True, editable=False)

    objects = CouncilQuerySet.as_manager()

    # The kinds whose lines belong together as one recipe; in the others every line
    # stands for itself.
    RECIPES = (Kind.WORKER, Kind.INDUSTRY_FEDERATION, Kind.COMMONS)

    class Meta:
        verbose_name = _("council")
        verbose_name_plural = _("councils")
        ordering = ["slug"]
        constraints = [
            models.CheckConstraint(
                name="council_is_not_its_own_parent",
                condition=Q(parent=None) | ~Q(parent=F("pk")),
            ),
            models.CheckConstraint(
                name="council_lies_on_the_globe",
                condition=Q(latitude__range=(-90, 90), longitude__range=(-180, 180))
                | Q(latitude=None, longitude=None),
            ),
        ]

    def __str__(self):
        """The name in the reader's language; the other one where that is missing."""
        german = (get_language() or "").startswith("de")
        return (german and self.name_de) or self.name

    @property
    def is_recipe(self):
        return self.kind in self.RECIPES


class MembershipQuerySet(models.QuerySet):
    def open(self, at=None):
        """Seats held at ``at``; without it, seats nobody has ended."""
        if at is None:
            return self.filter(until=None)
        return self.filter(Q(until=None) | Q(until__gt=at), since__lte=at)


class Membership(models.Model):
    """A person's seat in a council. It is ended, never deleted."""

    class Role(models.TextChoices):
        MEMBER = "member", _("member")
        DELEGATE = "delegate", _("delegate")
        CLERK = "clerk", _("clerk")

    person = models.ForeignKey(
        Person, models.PROTECT, related_name="seats", verbose_name=_("person")
    )
    council = models.ForeignKey(
        Council, models.PROTECT, related_name="seats", verbose_name=_("council")
    )
    role = models.CharField(_("role"), max_length=10, choices=Role, default=Role.MEMBER)
    since = models.DateTimeField(_("since"), db_default=Now())
    until = models.DateTimeField(_("until"), null=True, blank=True)

    objects = MembershipQuerySet.as_manager()

    # Who may hand in the council's proposal.
    SUBMITTING = (Role.DELEGATE, Role.CLERK)

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        ordering = ["council", "person"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "council"],
                condition=Q(until=None),
                name="membership_one_open_seat",
            ),
            models.CheckConstraint(
                name="membership_ends_after_it_began",
                condition=Q(until=None) | Q(until__gte=F("since")),
            ),
        ]

    def __str__(self):
        return f"{self.person} ({self.get_role_display()}, {self.council})"
