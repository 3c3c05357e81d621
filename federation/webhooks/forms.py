"""What people type about a webhook."""

import uuid

from django import forms
from django.utils.translation import gettext_lazy as _

from federation.models import Webhook
from federation.models.webhook import ADDRESS

# Which field of a form a refusal of the services belongs to.
PLACES = {"address": "address", "events": "events", "name": "name"}


class WebhookForm(forms.Form):
    """Where it is told, and of what."""

    name = forms.CharField(
        label=_("Name"),
        max_length=100,
        required=False,
        help_text=_("Which program it is, in your own words."),
    )
    address = forms.CharField(
        label=_("Address"),
        max_length=ADDRESS,
        help_text=_("Where your program listens, for example https://a.example/plan."),
        widget=forms.TextInput(
            attrs={"inputmode": "url", "autocomplete": "off", "spellcheck": "false"}
        ),
    )
    events = forms.MultipleChoiceField(
        label=_("It is told when"),
        choices=Webhook.Event.choices,
        initial=Webhook.Event.values,
        widget=forms.CheckboxSelectMultiple,
    )


class AddForm(WebhookForm):
    """Also whose it is, and of which years it hears."""

    # Sent twice, it is one webhook.
    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    owner = forms.ChoiceField(label=_("It belongs to"), widget=forms.RadioSelect)
    practice = forms.BooleanField(
        label=_("It hears of practice years, and of no real one"), required=False
    )
    field_order = ["owner", "name", "address", "events", "practice", "key"]

    def __init__(self, data=None, *, owners):
        super().__init__(data)
        self.owners = {owner.key: owner for owner in owners}
        choices = [(key, str(owner)) for key, owner in self.owners.items()]
        self.fields["owner"].choices = choices
        self.fields["owner"].initial = choices[0][0]

    def clean_owner(self):
        return self.owners[self.cleaned_data["owner"]]


class RotateForm(forms.Form):
    """How long the secret before still signs."""

    overlap = forms.TypedChoiceField(
        label=_("The secret before signs beside the new one"),
        choices=[
            (24, _("for a day, until your program has the new one")),
            (168, _("for a week")),
            (0, _("no more: it has leaked")),
        ],
        coerce=int,
        initial=24,
        widget=forms.RadioSelect,
    )


def take(form, error):
    """Show a refusal of the services at the field it belongs to."""
    form.add_error(PLACES.get(error.code), error)


def problems(form):
    """The faults of a form, each with the field it belongs to."""
    return [
        (form[name].auto_id if name in form.fields else "", text)
        for name, errors in form.errors.items()
        for text in errors
    ]
