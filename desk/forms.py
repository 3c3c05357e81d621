from decimal import Decimal

from django import forms
from django.utils.translation import gettext_lazy as _

from pages.fields import PercentField, QuantityField
from proposals.models import StandingInstruction

Mode = StandingInstruction.Mode
# The answers are about 10 % dearer, or 10 % more; the figures kept are about 1.
TENTH = Decimal("0.1")
MOST_LESS, MOST_MORE = 120, 400


class FlexibilityForm(forms.Form):
    """How a council answers prices, in questions."""

    less = PercentField(
        MOST_LESS,
        label=_(
            "Something becomes 10 percent dearer than the rest. How much less of it?"
        ),
        help_text=_("0 if you need it whatever it costs; 10 means 10 percent less."),
        required=False,
    )
    more = PercentField(
        MOST_MORE,
        label=_("You get 10 percent more for what you offer. How much more of it?"),
        help_text=_("0 if you cannot offer more; 10 means 10 percent more."),
        required=False,
    )

    def __init__(self, *args, good, given, initial=None, **kwargs):
        if given:
            initial = {
                "less": _tenth(given.substitution),
                "more": _tenth(given.supply_response),
            } | (initial or {})
        super().__init__(*args, initial=initial, **kwargs)
        if good:
            self.fields["capacity"] = self._capacity(good, given)

    def clean(self):
        if self.cleaned_data.get("capacity") == 0:
            text = _("Write a figure above 0, or leave it empty for no limit.")
            self.add_error("capacity", text)
        return self.cleaned_data

    @property
    def problems(self):
        """What is wrong, for the summary: the field's name and a sentence."""
        return [
            (name, f"{self.fields[name].label} {' '.join(errors)}")
            for name, errors in self.errors.items()
        ]

    @property
    def capacity(self):
        """In units of the good; None: nothing said."""
        units = self.cleaned_data.get("capacity")
        return self.fields["capacity"].good.in_units(units) if units else None

    def _capacity(self, good, given):
        initial = None
        if given and given.capacity is not None:
            initial = int(given.capacity.scaleb(good.decimals))
        return QuantityField(
            good,
            label=_("The most you can offer of %(good)s") % {"good": good},
            help_text=_("Leave it empty if there is no limit to speak of."),
            required=False,
            initial=initial,
        )


class StandingForm(FlexibilityForm):
    """How a council is answered for while it is silent."""

    mode = forms.ChoiceField(
        label=_("While you do not answer a round yourselves"),
        widget=forms.RadioSelect,
        choices=[
            (Mode.KEEP, _("keep our last proposal, scaled to our entitlement")),
            (Mode.FOLLOW, _("follow the prices, as far as we say below")),
        ],
    )
    field_order = ["mode"]

    def __init__(self, *args, given, **kwargs):
        usual = {"mode": Mode.FOLLOW, "less": TENTH, "more": TENTH}
        initial = {"mode": given.mode} if given else usual
        super().__init__(*args, given=given, initial=initial, **kwargs)

    def clean(self):
        super().clean()
        follows = self.cleaned_data.get("mode") == Mode.FOLLOW
        for name in ("less", "more"):
            if follows and name not in self.errors and self.cleaned_data[name] is None:
                self.add_error(name, _("Write a figure, 0 if nothing."))
        return self.cleaned_data

    @property
    def instruction(self):
        """The arguments of the service."""
        data = self.cleaned_data
        return {
            "mode": data["mode"],
            "substitution": (data["less"] or 0) / TENTH,
            "supply_response": (data["more"] or 0) / TENTH,
            "capacity": self.capacity,
        }


class DeclarationForm(FlexibilityForm):
    """What a council says of itself to the price rule; the capacity says most."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.order_fields(["capacity", "less", "more"])

    @property
    def declaration(self):
        """The arguments of the service; None: nothing said."""
        data = self.cleaned_data
        return {
            "capacity": self.capacity,
            "substitution": _tenfold(data["less"]),
            "supply_response": _tenfold(data["more"]),
        }


def _tenth(figure):
    return None if figure is None else figure * TENTH


def _tenfold(figure):
    return None if figure is None else figure / TENTH
