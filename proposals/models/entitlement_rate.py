from decimal import Decimal

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from councils.models import Council

from .entitlement import Entitlement
from .entitlement_rule import MOST, EntitlementRule
from .good import Good


class EntitlementRate(models.Model):
    """A row of the table: credits for each person of an age or in a circumstance.

    Rows that are not ``additional`` divide the members of a council: everybody stands
    in one of them, in the first where nothing is said. ``works``: these people are paid
    for effort. A compensation goes to all members of the councils below ``area``, of
    all councils without one, or, if ``counted``, to as many as the council says.
    """

    class Source(models.TextChoices):
        ALLOWANCE = Entitlement.Source.ALLOWANCE.value, _("allowance")
        COMPENSATION = Entitlement.Source.COMPENSATION.value, _("compensation")

    rule = models.ForeignKey(EntitlementRule, models.CASCADE, related_name="rates")
    position = models.PositiveSmallIntegerField(_("position"))
    code = models.SlugField(_("short name"), max_length=40)
    source = models.CharField(
        _("source"), max_length=20, choices=Source, default=Source.ALLOWANCE
    )
    name_en = models.CharField(_("name in English"), max_length=80)
    name_de = models.CharField(_("name in German"), max_length=80, blank=True)
    amount = models.DecimalField(
        _("credits per person"),
        max_digits=12,
        decimal_places=2,
        default=Decimal(0),
        validators=[MinValueValidator(0), MaxValueValidator(MOST)],
    )
    works = models.BooleanField(_("paid for effort"), default=False)
    additional = models.BooleanField(_("in addition to another row"), default=False)
    counted = models.BooleanField(_("councils say how many"), default=True)
    good = models.ForeignKey(
        Good,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("good"),
    )
    area = models.ForeignKey(
        Council, models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = _("row of a rule of entitlements")
        verbose_name_plural = _("rows of rules of entitlements")
        ordering = ["rule", "position"]
        constraints = [
            models.UniqueConstraint(
                fields=["rule", "code"], name="entitlement_rate_code_once"
            ),
            models.CheckConstraint(
                name="entitlement_rate_not_below_zero",
                condition=Q(amount__range=(0, MOST)),
            ),
            models.CheckConstraint(
                name="entitlement_rate_of_allowances_is_counted",
                condition=~Q(source="allowance") | Q(counted=True, area=None),
            ),
            models.CheckConstraint(
                name="entitlement_rate_of_a_compensation_is_additional",
                condition=~Q(source="compensation") | Q(additional=True, works=False),
            ),
        ]

    def __str__(self):
        german = (get_language() or "").startswith("de")
        return (german and self.name_de) or self.name_en

    @property
    def divides(self):
        """Whether it is one of the rows of which everybody stands in exactly one."""
        return not self.additional
