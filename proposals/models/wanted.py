"""Goods that somebody misses, and what councils would request or offer of them."""

from decimal import Decimal

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from councils.models import Council

from .good import Good


class WantedQuerySet(models.QuerySet):
    def open(self):
        """Those nobody has decided on."""
        return self.filter(decided_at=None)


class Wanted(models.Model):
    """A good that is not planned yet, as somebody asks for it.

    The recipe cost, credits per unit, becomes its first price. Once decided on it does
    not change; an accepted one is the good it became.
    """

    class Outcome(models.TextChoices):
        ACCEPTED = "accepted", _("accepted")
        REFUSED = "refused", _("refused")

    code = models.SlugField(_("code"), max_length=60)
    name_en = models.CharField(_("name in English"), max_length=200)
    name_de = models.CharField(_("name in German"), max_length=200)
    category = models.CharField(_("category"), max_length=20, choices=Good.Category)
    unit = models.CharField(_("unit"), max_length=20)
    decimals = models.PositiveSmallIntegerField(_("decimals"))
    description = models.TextField(_("description"), max_length=2000)
    recipe_cost = models.DecimalField(
        _("recipe cost"), max_digits=30, decimal_places=15
    )
    asked_at = models.DateTimeField(_("asked"), db_default=Now())
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("asked by"),
    )
    outcome = models.CharField(_("outcome"), max_length=10, choices=Outcome, blank=True)
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=500, blank=True)
    good = models.OneToOneField(
        Good,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="wanted",
        verbose_name=_("good"),
    )

    objects = WantedQuerySet.as_manager()

    class Meta:
        verbose_name = _("good asked for")
        verbose_name_plural = _("goods asked for")
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["code"],
                condition=Q(decided_at=None),
                name="wanted_once_at_a_time",
            ),
            models.CheckConstraint(
                name="wanted_decided_has_an_outcome",
                condition=Q(decided_at=None, outcome="", good=None)
                | Q(decided_at__isnull=False, outcome="accepted", good__isnull=False)
                | Q(decided_at__isnull=False, outcome="refused", good=None)
                & ~Q(reason=""),
            ),
            models.CheckConstraint(
                name="wanted_can_be_counted_and_costs_something",
                condition=Q(decimals__lte=3)
                & Q(recipe_cost__gt=0, recipe_cost__lt=Decimal("1e15")),
            ),
        ]

    def __str__(self):
        german = (get_language() or "").startswith("de")
        return self.name_de if german else self.name_en

    @property
    def as_good(self):
        """The good it would be, not saved: its unit and decimals read quantities."""
        names = ("code", "name_en", "name_de", "category", "unit", "decimals")
        return Good(**{name: getattr(self, name) for name in names})


class PledgeQuerySet(models.QuerySet):
    def standing(self):
        return self.filter(withdrawn_at=None)


class Pledge(models.Model):
    """How much a council would request, or offer, of a good that is asked for.

    It binds nobody: a proposal in the year that has the good does.
    """

    wanted = models.ForeignKey(Wanted, models.PROTECT, related_name="pledges")
    council = models.ForeignKey(
        Council, models.PROTECT, related_name="pledges", verbose_name=_("council")
    )
    units = models.BigIntegerField(
        _("quantity"), help_text=_("Positive: requested. Negative: offered.")
    )
    pledged_at = models.DateTimeField(_("pledged"), db_default=Now())
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True)

    objects = PledgeQuerySet.as_manager()

    class Meta:
        verbose_name = _("pledge")
        verbose_name_plural = _("pledges")
        ordering = ["wanted", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["wanted", "council"],
                condition=Q(withdrawn_at=None),
                name="pledge_one_a_council",
            ),
            models.CheckConstraint(
                name="pledge_is_of_something", condition=~Q(units=0)
            ),
            models.CheckConstraint(
                name="pledge_withdrawn_after_it_was_made",
                condition=Q(withdrawn_at=None) | Q(withdrawn_at__gte=F("pledged_at")),
            ),
        ]

    def __str__(self):
        return f"{self.council}: {self.wanted}"
