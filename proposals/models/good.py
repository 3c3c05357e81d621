from decimal import Decimal

from django.db import models
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _


class Good(models.Model):
    """Something that is planned: bread, an hour of nursing, a hectare, a kilogram of N.

    A quantity of it is a whole number of its smallest unit, 10 ** -decimals of the
    unit. A good is never deleted, for proposals name it by its key in an array.
    """

    class Category(models.TextChoices):
        CONSUMPTION = "consumption", _("consumption")
        PUBLIC = "public", _("public good")
        INTERMEDIATE = "intermediate", _("intermediate good")
        LABOUR = "labour", _("labour")
        RESOURCE = "resource", _("natural resource")
        CAPITAL = "capital", _("capital")
        POLLUTANT = "pollutant", _("pollutant")

    # Four bytes: the key stands in every line of every proposal.
    id = models.AutoField(primary_key=True)
    code = models.SlugField(_("code"), max_length=60, unique=True)
    name_en = models.CharField(_("name in English"), max_length=200)
    name_de = models.CharField(_("name in German"), max_length=200)
    category = models.CharField(_("category"), max_length=20, choices=Category)
    unit = models.CharField(_("unit"), max_length=20, help_text=_("UCUM code"))
    decimals = models.PositiveSmallIntegerField(
        _("decimals"), help_text=_("3 and the unit kg: counted in grams.")
    )
    classification = models.CharField(_("classification"), max_length=60, blank=True)
    note = models.TextField(_("note"), blank=True)
    # Other names people look for it by, in each language.
    synonyms_en = models.CharField(
        _("other names in English"),
        max_length=300,
        blank=True,
        help_text=_("With commas between them: rolls, toast, baguette."),
    )
    synonyms_de = models.CharField(
        _("other names in German"), max_length=300, blank=True
    )

    # Of an invented village: it may be deleted with the year it was made for.
    practice = models.BooleanField(
        _("for practice"), default=False, db_default=False, editable=False
    )

    # What is offered of these may stay unused in a plan; all else is used up exactly.
    MAY_STAY_UNUSED = (
        Category.LABOUR,
        Category.RESOURCE,
        Category.CAPITAL,
        Category.POLLUTANT,
    )

    class Meta:
        verbose_name = _("good")
        verbose_name_plural = _("goods")
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(
                name="good_has_at_most_three_decimals", condition=Q(decimals__lte=3)
            )
        ]

    def __str__(self):
        german = (get_language() or "").startswith("de")
        return self.name_de if german else self.name_en

    @property
    def has_slack(self):
        return self.category in self.MAY_STAY_UNUSED

    def in_units(self, smallest):
        """A number of smallest units as a decimal number of the good's unit."""
        return Decimal(smallest).scaleb(-self.decimals)
