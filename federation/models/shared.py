from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from proposals.models import Period

from .comparing import comparison_due
from .peer import Peer


class SharedYearQuerySet(models.QuerySet):
    def planned_with(self, peer):
        """The years that a server leads, or takes part in under this one."""
        return self.filter(
            Q(parent=peer) | Q(members__peer=peer, members__left_at=None)
        ).distinct()

    def public(self):
        """All that have left preparation: people of this server may see them."""
        return self.exclude(period__status=Period.Status.DRAFT)

    def to_compare(self, at):
        """The years of which servers should now compare what each has published."""
        return self.filter(comparison_due(at))


class SharedYear(models.Model):
    """A year planned with other servers, and this one's place in it.

    Without a parent it is the root: it keeps the clock and finds the prices. Which
    server is what is settled anew for every year.
    """

    period = models.OneToOneField(
        Period, models.PROTECT, related_name="shared", verbose_name=_("period")
    )
    parent = models.ForeignKey(
        Peer,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="years_led",
        verbose_name=_("planned under"),
    )
    # Whether the parent may ask how the councils here would answer trial prices.
    answers_trials = models.BooleanField(_("answers trial prices"), default=True)
    shared_at = models.DateTimeField(_("shared"), db_default=Now())
    # When the servers around were last asked for their histories.
    compared_at = models.DateTimeField(_("compared"), null=True)

    objects = SharedYearQuerySet.as_manager()

    class Meta:
        verbose_name = _("year with other servers")
        verbose_name_plural = _("years with other servers")
        ordering = ["-shared_at"]

    def __str__(self):
        return str(self.period)


class MemberQuerySet(models.QuerySet):
    def taking_part(self):
        return self.filter(joined_at__isnull=False, left_at=None)

    def standing(self):
        """Those who take part, or may still join."""
        return self.filter(left_at=None)


class Member(models.Model):
    """A server that plans a year under this one."""

    year = models.ForeignKey(SharedYear, models.CASCADE, related_name="members")
    peer = models.ForeignKey(Peer, models.PROTECT, related_name="+")
    invited_at = models.DateTimeField(_("invited"), db_default=Now())
    joined_at = models.DateTimeField(_("joined"), null=True)
    left_at = models.DateTimeField(_("left"), null=True)
    answers_trials = models.BooleanField(_("answers trial prices"), default=True)

    objects = MemberQuerySet.as_manager()

    class Meta:
        verbose_name = _("server of a year")
        verbose_name_plural = _("servers of a year")
        ordering = ["year", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["year", "peer"], name="member_once_in_a_year"
            )
        ]

    def __str__(self):
        return f"{self.peer} ({self.year})"


def said(name):
    """What a document that is kept as text says under a name.

    Not by `jsonb`, which refuses numbers that whoever wrote it may well have used.
    """
    return models.Func(
        models.F("body"),
        models.Value(name),
        template="(%(expressions)s)::text",
        arg_joiner="::json -> ",
        output_field=models.JSONField(),
    )


class PartQuerySet(models.QuerySet):
    def said(self, *names):
        """Each without its body, which is long, but for what it says under names."""
        says = {f"says_{name}": said(name) for name in names}
        return self.defer("body", "proof").annotate(**says)

    def revisions(self, number, member):
        """What a server has said of a round, in its order; None is this server."""
        found = self.filter(number=number, member=member, contradicts=False)
        return found.order_by("revision")

    def contradicting(self):
        """Those that came after another of the same revision, and differ."""
        return self.filter(contradicts=True)


class PartDocument(models.Model):
    """What a server counted for a round, as bytes: its own (no member), or a member's.

    Never changed. Two of one revision that differ are kept as evidence, with what was
    signed.
    """

    year = models.ForeignKey(SharedYear, models.PROTECT, related_name="parts")
    number = models.PositiveSmallIntegerField(_("round"))
    member = models.ForeignKey(Member, models.PROTECT, null=True, related_name="parts")
    revision = models.PositiveSmallIntegerField(_("revision"), default=1)
    body = models.TextField(_("document"))
    digest = models.CharField(_("digest"), max_length=64)
    # The headers that were signed over it; empty for one's own.
    proof = models.JSONField(default=dict)
    contradicts = models.BooleanField(_("contradicts another"), default=False)
    at = models.DateTimeField(_("received"), db_default=Now())

    objects = PartQuerySet.as_manager()

    class Meta:
        verbose_name = _("part of a round")
        verbose_name_plural = _("parts of rounds")
        ordering = ["year", "number", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["year", "number", "member", "revision"],
                condition=Q(contradicts=False),
                nulls_distinct=False,
                name="part_once_a_revision",
            )
        ]

    def __str__(self):
        return f"{self.year}/{self.number}: {self.digest[:12]}"


class Exchange(models.Model):
    """What was told of a round by the server above, until it is published here."""

    year = models.ForeignKey(SharedYear, models.CASCADE, related_name="exchanges")
    number = models.PositiveSmallIntegerField(_("round"))
    # The sums over all servers that go with this round, by name.
    sums = models.JSONField(default=dict)
    record = models.TextField(_("document"), blank=True)
    announced = models.JSONField(default=dict)
    # The parts in which this server's own is, up to one in the document, as texts.
    branch = models.JSONField(default=list)
    # When they were last asked for in vain.
    asked_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["year", "number"], name="exchange_once_a_round"
            )
        ]

    def __str__(self):
        return f"{self.year}/{self.number}"
