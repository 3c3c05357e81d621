"""Appointing and dismissing. Somebody is found by the whole name they log in with."""

from django import forms
from django.utils.translation import gettext_lazy as _

from councils.looks import OFFICES
from councils.models import Person
from councils.services import OFFICES as NAMES

LONGEST = 2000


class ReasonForm(forms.Form):
    """Why; everybody reads it on record."""

    reason = forms.CharField(
        label=_("Why"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Everybody can read it on record. Name nobody."),
    )


class AppointForm(ReasonForm):
    """Whom to appoint to what."""

    who = forms.CharField(
        label=_("User name or e-mail address"),
        max_length=254,
        help_text=_("Of an account that exists already, as the person has told you."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    office = forms.ChoiceField(
        label=_("Office"), choices=[(name, OFFICES[name]) for name in NAMES]
    )
    field_order = ["who", "office", "reason"]

    def clean_who(self):
        """The one account with exactly this name or address."""
        text = self.cleaned_data["who"].replace("\x00", "").strip()
        active = Person.objects.filter(is_active=True)
        found = list(active.filter(username=text)[:2])
        found = found or list(active.filter(email__iexact=text)[:2])
        if len(found) != 1:
            raise forms.ValidationError(
                _("There is no account with this user name or address."), code="unknown"
            )
        return found[0]
