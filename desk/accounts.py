"""Forms about one's own account."""

from django import forms
from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from councils.middleware import zones
from councils.models import Person


class ZoneInput(forms.TextInput):
    """A text field that proposes the names of the time zones."""

    template_name = "desk/account/zone.html"

    def get_context(self, name, value, attrs):
        context = super().get_context(name, value, attrs)
        return context | {"zones": sorted(each for each in zones() if "/" in each)}


class ProfileForm(forms.ModelForm):
    language = forms.ChoiceField(
        label=_("Language"),
        choices=settings.LANGUAGES,
        help_text=_("Pages and letters come in this language."),
    )

    class Meta:
        model = Person
        fields = ["first_name", "last_name", "language", "time_zone"]
        labels = {
            "first_name": _("First name"),
            "last_name": _("Last name"),
            "time_zone": _("Time zone"),
        }
        widgets = {"time_zone": ZoneInput(attrs={"list": "zones"})}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial["language"] = self.instance.language or get_language()
        self.fields["first_name"].widget.attrs["autocomplete"] = "given-name"
        self.fields["last_name"].widget.attrs["autocomplete"] = "family-name"
        self.fields["time_zone"].help_text = _(
            "Type a city near you, for example Berlin, and choose. Left empty, times "
            "are shown as in %(zone)s."
        ) % {"zone": settings.TIME_ZONE}

    def clean_time_zone(self):
        zone = self.cleaned_data["time_zone"].strip()
        if zone and zone not in zones():
            raise forms.ValidationError(
                _("%(zone)s is no time zone. Choose one from the list."),
                code="no_zone",
                params={"zone": zone},
            )
        return zone


class DeleteForm(forms.Form):
    """Deleting asks for the user name, so that no slip does it."""

    typed = forms.CharField(
        label=_("Type your user name"),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, *args, person, **kwargs):
        super().__init__(*args, **kwargs)
        self.person = person

    def clean_typed(self):
        typed = self.cleaned_data["typed"]
        if typed != self.person.username:
            raise forms.ValidationError(
                _("That is not your user name. It is %(name)s."),
                code="not_the_name",
                params={"name": self.person.username},
            )
        return typed
