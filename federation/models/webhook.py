import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from councils.models import Council, Membership
from pages.access import OVERSEE, RUN

ADDRESS = 500


class WebhookQuerySet(models.QuerySet):
    def managed_by(self, person):
        """The webhooks a person may see and change.

        A council's belong to who may hand in its proposal; an office's to its holders.
        """
        offices = [
            office for office, needed in OFFICES.items() if person.has_perm(needed)
        ]
        own = Q(council__in=managing(person).values("council"))
        return self.filter(own | Q(council=None, office__in=offices))

    def listening(self):
        return self.filter(state=Webhook.State.ACTIVE)


class Webhook(models.Model):
    """An address of somebody's program that is told when something has happened.

    It belongs to a council or to an office. It hears of real years or of practice
    years, never of both. ``heard`` is the seal up to which it was told of the record.
    """

    class Event(models.TextChoices):
        ROUND_OPENED = "round.opened", _("a round is open")
        ROUND_CLOSED = "round.closed", _("a round takes no more answers")
        ROUND_PUBLISHED = "round.published", _("the count of a round is published")
        PLAN_AGREED = "plan.agreed", _("the proposals of a year agree")
        PLAN_PUBLISHED = "plan.published", _("the plan of a year is published")

    class Office(models.TextChoices):
        FACILITATORS = "facilitators", _("facilitators")
        AUDITORS = "auditors", _("auditors")

    class State(models.TextChoices):
        ACTIVE = "active", _("active")
        DISABLED = "disabled", _("switched off")

    class Why(models.TextChoices):
        BY_HAND = "by_hand", _("by a person")
        GONE = "gone", _("the address answered that it is gone (410)")
        FAILING = "failing", _("the last try of a delivery failed")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    council = models.ForeignKey(
        Council,
        models.PROTECT,
        null=True,
        related_name="webhooks",
        verbose_name=_("council"),
    )
    office = models.CharField(_("office"), max_length=20, choices=Office, blank=True)
    name = models.CharField(_("name"), max_length=100)
    address = models.CharField(_("address"), max_length=ADDRESS)
    events = ArrayField(
        models.CharField(max_length=30, choices=Event), verbose_name=_("events")
    )
    practice = models.BooleanField(_("of practice years"), default=False)
    state = models.CharField(
        _("state"), max_length=10, choices=State, default=State.ACTIVE
    )
    why = models.CharField(_("why"), max_length=10, choices=Why, blank=True)
    # Counts every change, so that two people do not undo each other's.
    version = models.PositiveIntegerField(_("version"), default=1)
    heard = models.PositiveBigIntegerField(default=0, editable=False)
    # From when on it is told; an earlier record is none of its news.
    since = models.DateTimeField(_("told since"), db_default=Now())
    added_at = models.DateTimeField(_("added"), db_default=Now())

    objects = WebhookQuerySet.as_manager()

    class Meta:
        verbose_name = _("webhook")
        verbose_name_plural = _("webhooks")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="webhook_belongs_to_a_council_or_an_office",
                condition=Q(council=None, office__in=["facilitators", "auditors"])
                | Q(council__isnull=False, office=""),
            ),
            models.CheckConstraint(
                name="webhook_says_why_it_is_off",
                condition=Q(state="active", why="") | Q(state="disabled") & ~Q(why=""),
            ),
            models.CheckConstraint(
                name="webhook_hears_of_something", condition=Q(events__len__gte=1)
            ),
            models.CheckConstraint(
                name="webhook_hears_only_of_known_events",
                condition=Q(
                    events__contained_by=[
                        *("round.opened", "round.closed", "round.published"),
                        *("plan.agreed", "plan.published"),
                    ]
                ),
            ),
        ]

    def __str__(self):
        return self.name

    @property
    def owner(self):
        """The council or the office, for people."""
        return str(self.council) if self.council else str(self.get_office_display())

    @property
    def events_named(self):
        return [label for value, label in self.Event.choices if value in self.events]


OFFICES = {Webhook.Office.FACILITATORS: RUN, Webhook.Office.AUDITORS: OVERSEE}


class WebhookSecret(models.Model):
    """What a receiver checks signatures by, kept sealed under SECRET_KEY.

    After a change the one before still signs beside the new one, until ``ends_at``.
    """

    webhook = models.ForeignKey(Webhook, models.CASCADE, related_name="secrets")
    sealed = models.TextField(editable=False)
    made_at = models.DateTimeField(_("made"), db_default=Now())
    ends_at = models.DateTimeField(_("signs until"), null=True)

    class Meta:
        verbose_name = _("secret of a webhook")
        verbose_name_plural = _("secrets of webhooks")
        constraints = [
            models.UniqueConstraint(
                fields=["webhook"],
                condition=Q(ends_at=None),
                name="webhook_secret_one_without_end",
            )
        ]

    def __str__(self):
        return f"{self.webhook_id}/{self.pk}"


def managing(person):
    """The seats that let a person manage their council's webhooks."""
    seats = Membership.objects.open().filter(person=person.pk)
    return seats.filter(role__in=Membership.SUBMITTING)
