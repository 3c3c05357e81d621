"""Asking for a good nobody plans yet, and pledging for one."""

from decimal import Decimal

from django import forms
from django.utils.translation import gettext_lazy as _

from pages.fields import QuantityField
from proposals.models import Wanted


class WantedForm(forms.ModelForm):
    recipe_cost = forms.DecimalField(
        label=_("What does one unit cost to make, in credits?"),
        help_text=_(
            "All that goes into it at the prices of today: work, materials, use of "
            "machines. It becomes the first price."
        ),
        max_digits=20,
        decimal_places=6,
        min_value=Decimal("0.000001"),
        localize=True,
    )

    class Meta:
        model = Wanted
        fields = (
            *("name_en", "name_de", "code", "description", "category"),
            *("unit", "decimals", "recipe_cost"),
        )

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.fields["code"].help_text = _("Letters, digits and hyphens: oat-milk.")
        self.fields["unit"].help_text = _("As a UCUM code: kg, L, h or {piece}.")
        self.fields["decimals"].help_text = _(
            "How exactly it is counted: 3 and the unit kg means in grams."
        )
        self.fields["description"].help_text = _(
            "What it is, and why what is planned now does not do."
        )
        self.fields["description"].widget.attrs["rows"] = 4
        self.fields["decimals"].max_value = 3

    def _post_clean(self):
        """The service makes the row."""

    def clean_decimals(self):
        decimals = self.cleaned_data["decimals"]
        if decimals > 3:
            raise forms.ValidationError(_("At most 3."), code="too_many")
        return decimals


class PledgeForm(forms.Form):
    """How much a council would request or offer in a year; nothing takes it back."""

    side = forms.ChoiceField(
        label=_("What would your council do?"),
        choices=[("request", _("request it")), ("offer", _("offer it"))],
        widget=forms.RadioSelect,
        initial="request",
    )

    def __init__(self, *args, good, councils, **options):
        super().__init__(*args, **options)
        self.fields["council"] = forms.ModelChoiceField(
            label=_("Your council"),
            queryset=councils,
            to_field_name="slug",
            initial=councils.first(),
        )
        self.fields["amount"] = QuantityField(
            good,
            label=_("How much in a year?"),
            required=False,
            help_text=_("Leave it empty to take a pledge back."),
        )
        self.order_fields(["council", "side", "amount"])

    @property
    def units(self):
        amount = self.cleaned_data["amount"] or 0
        return -amount if self.cleaned_data["side"] == "offer" else amount
