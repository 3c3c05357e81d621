"""Forms about coming into a council and about the seats in it."""

from datetime import timedelta

from django import forms
from django.utils.translation import gettext_lazy as _

from councils.models import JoinRequest, Membership
from ledger import clock

MOST_PEOPLE, LONGEST_DAYS = 200, 90


class JoinForm(forms.Form):
    message = forms.CharField(
        label=_("What do you want to tell the delegates?"),
        help_text=_("For example who you are and why you belong to this council."),
        max_length=JoinRequest._meta.get_field("message").max_length,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
    )


class InvitationForm(forms.Form):
    """One person by letter, or several by a link."""

    how = forms.ChoiceField(
        label=_("Whom do you invite?"),
        choices=[
            ("letter", _("One person, by e-mail")),
            ("link", _("Several people, by a link that you pass on")),
        ],
        initial="letter",
        widget=forms.RadioSelect,
    )
    email = forms.EmailField(
        label=_("E-mail address"),
        help_text=_("For one person. The letter has a link for this address alone."),
        required=False,
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    uses = forms.IntegerField(
        label=_("How many people may use the link?"),
        help_text=_("For a link."),
        min_value=1,
        max_value=MOST_PEOPLE,
        initial=10,
        required=False,
    )
    role = forms.ChoiceField(
        label=_("Role"), choices=Membership.Role, initial=Membership.Role.MEMBER
    )
    days = forms.IntegerField(
        label=_("For how many days does the invitation hold?"),
        min_value=1,
        max_value=LONGEST_DAYS,
        initial=14,
    )
    # The same form sent twice is the same invitation.
    token = forms.RegexField(r"\A[A-Za-z0-9_-]{43}\Z", widget=forms.HiddenInput)

    def clean(self):
        given = super().clean()
        missing = {
            "letter": ("email", _("Type the address the letter goes to.")),
            "link": ("uses", _("Say how many people may use the link.")),
        }
        name, text = missing.get(given.get("how"), ("how", ""))
        if text and not given.get(name) and name not in self.errors:
            self.add_error(name, text)
        return given

    @property
    def invitation(self):
        """What the service needs to know."""
        given = self.cleaned_data
        by_letter = given["how"] == "letter"
        return {
            "email": given["email"] if by_letter else "",
            "uses": 1 if by_letter else given["uses"],
            "role": given["role"],
            "expires_at": clock.now() + timedelta(days=given["days"]),
            "token": given["token"],
        }


class DecisionForm(forms.Form):
    do = forms.ChoiceField(choices=[("approve", ""), ("refuse", "")])
    reason = forms.CharField(
        label=_("Reason"),
        help_text=_("Needed if you refuse; the person reads it."),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def clean(self):
        given = super().clean()
        if given.get("do") == "refuse" and not given.get("reason", "").strip():
            self.add_error("reason", _("Say why, in a sentence."))
        return given


class RoleForm(forms.Form):
    role = forms.ChoiceField(
        label=_("Role"), choices=Membership.Role, widget=forms.RadioSelect
    )
