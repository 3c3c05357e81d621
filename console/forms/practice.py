from datetime import timedelta

from django import forms
from django.utils.translation import gettext_lazy as _

from pages.asking import ReasonForm


class ResetForm(ReasonForm):
    """How fast a practice year goes once it is begun anew."""

    pace = forms.TypedChoiceField(
        label=_("How fast its rounds go"),
        choices=[
            (0, _("by themselves, in a few seconds: nobody but the service answers")),
            (10, _("10 minutes each: people and programs can answer")),
            (60, _("an hour each")),
            (1440, _("a day each")),
        ],
        coerce=int,
        initial=0,
        widget=forms.RadioSelect,
    )
    field_order = ["pace", "reason"]

    @property
    def round_length(self):
        minutes = self.cleaned_data["pace"]
        return timedelta(minutes=minutes) if minutes else None
