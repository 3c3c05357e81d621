from datetime import timedelta
from decimal import Decimal

from django import forms
from django.utils.translation import gettext_lazy as _

from console.forms.plain import Plain
from proposals.models import Period


class CalendarForm(Plain):
    """Defaults for everything, each with one sentence of why."""

    starts = forms.DateField(
        label=_("First day of the year"),
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        help_text=_("From this day on the plan is in force."),
    )
    ends = forms.DateField(
        label=_("Last day of the year"),
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        help_text=_("A year is usual, so that every season is in it once."),
    )
    days = forms.IntegerField(
        label=_("Length of a round, in days"),
        min_value=1,
        max_value=366,
        help_text=_(
            "A week lets every council meet once. A round ends at the same time of day "
            "by the clock, also when clocks go forward or back meanwhile."
        ),
    )
    tolerance = forms.DecimalField(
        label=_("Tolerance, in percent"),
        min_value=Decimal("0.01"),
        max_value=100,
        max_digits=5,
        decimal_places=2,
        help_text=_(
            "Within 3 percent a good counts as balanced; the settlement does the rest."
        ),
    )
    silence = forms.ChoiceField(
        label=_("If a council is silent"),
        choices=Period.Silence.choices,
        widget=forms.RadioSelect,
        help_text=_(
            "Answered for as its earlier answers let expect, a silent council holds "
            "nobody up; every such answer is marked."
        ),
    )
    max_rounds = forms.IntegerField(
        label=_("Rounds at most"),
        min_value=1,
        max_value=200,
        help_text=_("Most years agree in ten; after these, people decide."),
    )

    @classmethod
    def of(cls, period, data=None):
        initial = {
            "starts": period.starts,
            "ends": period.ends,
            "days": max(1, period.round_length.days),
            "tolerance": (period.tolerance * 100).normalize(),
            "silence": period.silence,
            "max_rounds": period.max_rounds,
        }
        return cls(data, initial=initial)

    def clean(self):
        said = super().clean()
        if said.get("starts") and said.get("ends") and said["ends"] <= said["starts"]:
            self.add_error("ends", _("The year ends before it begins."))
        return said

    @property
    def changes(self):
        """What the service that changes a year wants to know."""
        said = self.cleaned_data
        return {
            **{name: said[name] for name in ("starts", "ends", "silence")},
            "max_rounds": said["max_rounds"],
            "round_length": timedelta(days=said["days"]),
            "tolerance": said["tolerance"] / 100,
        }
