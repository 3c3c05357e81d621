"""What councils say and ask about their entitlement."""

from decimal import Decimal

from django import forms
from django.utils.translation import gettext_lazy as _

from pages.asking import NumberField
from proposals.services import Heads

PREFIX = "row-"


class HeadsForm(forms.Form):
    """How many members stand in each row of the table, and how they rate on average."""

    rating = NumberField(
        decimals=3,
        label=_("Mean effort rating"),
        required=False,
        help_text=_("1 is an effort like everybody's. Left empty, it is 1."),
    )
    hours = NumberField(
        label=_("Mean hours of a member who works, in the year"),
        required=False,
        help_text=_("Left empty, the usual hours of the table count."),
    )

    def __init__(self, *args, council, rates, known, **kwargs):
        super().__init__(*args, **kwargs)
        self.council = council
        own = dict(self.fields)
        self.fields.clear()
        first = next((rate.code for rate in rates if rate.divides), None)
        for rate in rates:
            if rate.code == first:
                continue  # Whoever is left stands there.
            self.fields[PREFIX + rate.code] = forms.IntegerField(
                label=str(rate)[:1].upper() + str(rate)[1:],
                min_value=0,
                max_value=council.members,
                required=False,
                initial=known.heads.get(rate.code) if known else None,
                help_text=_("Counted in addition to another row.")
                if rate.additional
                else "",
            )
        self.fields |= own
        if known:
            self.initial |= {"rating": known.rating, "hours": known.hours}

    @property
    def said(self):
        """What the service takes."""
        data = self.cleaned_data
        heads = {
            name.removeprefix(PREFIX): number
            for name, number in data.items()
            if name.startswith(PREFIX) and number
        }
        rating = data["rating"]
        rating = Decimal(1) if rating is None else rating
        return Heads(self.council, heads, rating, data["hours"])


class CreditForm(forms.Form):
    """What a council wants to borrow, and how long it takes to repay."""

    amount = NumberField(label=_("Credits"))
    years = forms.IntegerField(label=_("Years to repay"), min_value=1, initial=1)
    purpose = forms.CharField(
        label=_("What for"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Those who decide read it."),
    )

    def __init__(self, *args, most, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["years"].max_value = most
        self.fields["years"].help_text = _("At most %(years)s.") % {"years": most}


class NeedForm(forms.Form):
    """A special need, described so that nobody is recognised."""

    amount = NumberField(label=_("Credits"))
    text = forms.CharField(
        label=_("The need"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("Write no names, neither of people nor of your council."),
    )


def problems_of(form):
    """What is wrong, for the summary: the field's name and a sentence."""
    return [
        (name, f"{form.fields[name].label}. {' '.join(errors)}")
        for name, errors in form.errors.items()
    ]
