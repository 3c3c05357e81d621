"""What pages of all doors ask for: numbers that belong to no good, and reasons."""

from decimal import Decimal

from django import forms
from django.utils.translation import gettext_lazy as _

from pages.fields import QuantityField
from proposals.models import Good


class NumberField(QuantityField):
    """A number with decimals, as people write it, as a Decimal; None where empty."""

    def __init__(self, decimals=2, **kwargs):
        super().__init__(Good(unit="", decimals=decimals), **kwargs)

    def clean(self, value):
        smallest = super().clean(value)
        return None if smallest is None else self.good.in_units(smallest)

    def prepare_value(self, value):
        if isinstance(value, Decimal):
            value = int(value.scaleb(self.good.decimals))
        return super().prepare_value(value)


class ReasonForm(forms.Form):
    """The reason goes into the record, for everybody whom the step concerns."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Everybody can read it in the record."),
    )
