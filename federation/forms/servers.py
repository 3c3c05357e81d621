"""Adding a server: its address, and the fingerprint that people there read out."""

from django import forms
from django.utils.translation import gettext_lazy as _

from federation.wire.keys import GROUP, GROUPS
from pages.asking import ReasonForm

LETTERS = GROUPS * GROUP


class FingerprintField(forms.CharField):
    """Twenty letters and digits, in whatever groups, or a line that was scanned."""

    def __init__(self, **kwargs):
        usual = {
            "label": _("Fingerprint"),
            "max_length": 400,
            "help_text": _(
                "Have people there read it out to you, by telephone or face to face: "
                "five groups of four. Small letters and spaces will do."
            ),
            "widget": forms.TextInput(
                attrs={"autocomplete": "off", "spellcheck": "false"}
            ),
        }
        super().__init__(**(usual | kwargs))

    def clean(self, value):
        text = super().clean(value)
        if not text:
            return text
        # A scanned line says the address first, then the fingerprint.
        told = text.split()[-1] if "://" in text else text
        count = sum(each.isalnum() for each in told)
        if count != LETTERS:
            raise forms.ValidationError(
                _("A fingerprint has twenty letters and digits; this has %(count)d."),
                code="misread",
                params={"count": count},
            )
        return told


class AddressForm(forms.Form):
    """Where a server is."""

    address = forms.CharField(
        label=_("Address"),
        max_length=300,
        help_text=_("As people there have told you, for example https://a.example."),
        widget=forms.TextInput(
            attrs={"inputmode": "url", "autocomplete": "off", "spellcheck": "false"}
        ),
    )


class MeetForm(ReasonForm):
    """The fingerprint that was read out, and why the server is added."""

    fingerprint = FingerprintField()
    field_order = ["fingerprint", "reason"]


class CompareForm(forms.Form):
    """The fingerprint of a new key, and whether the keys before end with it."""

    fingerprint = FingerprintField()
    old = forms.ChoiceField(
        label=_("The keys confirmed before"),
        choices=[
            ("end", _("end now: the server signs with the new one already")),
            ("keep", _("still count: it does not sign with the new one yet")),
        ],
        widget=forms.RadioSelect,
        help_text=_("Ask the people there. You can end a key at any time."),
    )


def problems(*several):
    """What is wrong in forms, each with the field it belongs to, called by its name."""
    return [
        (form[name].id_for_label, f"{form[name].label}: {text}")
        if name in form.fields
        else ("", text)
        for form in several
        for name, errors in form.errors.items()
        for text in errors
    ]
