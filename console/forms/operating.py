from django import forms
from django.utils.translation import gettext_lazy as _

from console.forms.moments import MomentField
from ledger.models import Maintenance

LONGEST = 500


class MaintenanceForm(forms.Form):
    """What every page is to say, and from when to when."""

    text_en = forms.CharField(
        label=_("Text in English"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Say what happens and until when, in one or two sentences."),
    )
    text_de = forms.CharField(
        label=_("Text in German"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 3, "lang": "de"}),
    )
    closed = forms.BooleanField(
        label=_("Close the service in that time for everybody but operators"),
        required=False,
    )

    def __init__(self, *args, zone, **kwargs):
        super().__init__(*args, **kwargs)
        times = {
            "begins": MomentField(
                zone=zone,
                label=_("From"),
                required=False,
                help_text=_("Nothing typed means now."),
            ),
            "ends": MomentField(zone=zone, label=_("Until")),
        }
        self.fields = times | self.fields

    def as_announced(self, now):
        """What the form says, as it would be announced; nothing is written."""
        words = self.cleaned_data
        return Maintenance(**words | {"begins": words["begins"] or now})


class ReasonForm(forms.Form):
    """Why somebody does what touches others."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=LONGEST,
        help_text=_("It is on record for everybody to read. Name no person in it."),
    )
