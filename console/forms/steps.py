"""What each step asks before it is taken."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

from django import forms
from django.utils.translation import gettext_lazy as _

from console.forms.moments import MomentField
from iteration.calendar import after
from iteration.services import WINDOW

DAY = timedelta(days=1)


class StepForm(forms.Form):
    """A reason, which goes into the record; a step that needs more adds it before.

    ``case`` is how the year stands, ``zone`` the time zone of whoever is asked.
    """

    reason = forms.CharField(
        label=_("Reason"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Every member can read it in the record. Name no person in it."),
    )

    def __init__(self, *args, case, zone, **options):
        super().__init__(*args, **options)
        self.case, self.zone = case, zone
        self.prepare()
        self.order_fields([name for name in self.fields if name != "reason"])

    def prepare(self):
        """Add what else is asked."""

    def add_moment(self, name, label, initial, **options):
        self.fields[name] = MomentField(
            zone=self.zone,
            label=label,
            initial=initial.replace(second=0, microsecond=0),
            help_text=_("In your time zone, %(zone)s.") % {"zone": self.zone.key},
            **options,
        )

    def asked(self):
        """What was asked besides the reason, once it is valid."""
        return {
            name: value for name, value in self.cleaned_data.items() if name != "reason"
        }

    def suggested(self):
        """What the page shows a preview of before anything was typed."""
        return {
            name: _plain(self.get_initial_for_field(field, name))
            for name, field in self.fields.items()
            if name != "reason"
        }


def _plain(value):
    """A moment as one that is typed is read: in UTC."""
    return value.astimezone(UTC) if isinstance(value, datetime) else value


class OpenForm(StepForm):
    def prepare(self):
        usual = after(self.case.now, self.case.period.round_length)
        self.add_moment("first_cutoff", _("First cutoff"), usual)


class ExtendForm(StepForm):
    def prepare(self):
        later = after(self.case.round.cutoff, DAY)
        self.add_moment("cutoff", _("New cutoff"), later)


class ReopenForm(StepForm):
    def prepare(self):
        later = after(max(self.case.now, self.case.round.cutoff), DAY)
        self.add_moment("cutoff", _("New cutoff"), later)


class OfferForm(StepForm):
    def prepare(self):
        self.fields["days"] = forms.IntegerField(
            label=_("Days to sign"), min_value=1, max_value=366, initial=WINDOW.days
        )


class GoOnForm(StepForm):
    def prepare(self):
        self.fields["rounds"] = forms.IntegerField(
            label=_("Further rounds"), min_value=1, max_value=100, initial=10
        )
        self.fields["tolerance"] = forms.DecimalField(
            label=_("Tolerance"),
            max_digits=6,
            decimal_places=5,
            min_value=Decimal("0.0001"),
            max_value=1,
            initial=self.case.period.tolerance.normalize(),
            help_text=_("0.03: a good counts as balanced within 3 percent."),
        )
