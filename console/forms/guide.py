"""The forms of the guide to a first year."""

from datetime import date
from decimal import Decimal

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from console.forms.plain import Plain
from councils.models import Council
from iteration.practice.misgivings import taking_part
from proposals.models import Period

PASSWORD_HELP = _("At least 10 characters, not easily guessed.")


class FirstForm(Plain):
    username = forms.CharField(
        label=_("User name"),
        max_length=150,
        help_text=_("With it you log in. Letters, digits and @ . + - _"),
        widget=forms.TextInput(attrs={"autocomplete": "username"}),
    )
    email = forms.EmailField(
        label=_("E-mail address (optional)"),
        required=False,
        help_text=_("For letters of the service, and if you forget the password."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    password = forms.CharField(
        label=_("Password"),
        help_text=PASSWORD_HELP,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )


class RegionForm(Plain):
    name_en = forms.CharField(
        label=_("Name of the region"),
        max_length=150,
        help_text=_("As people call it, for instance Upper Valley."),
    )
    name_de = forms.CharField(
        label=_("Its name in German, if it is another"),
        max_length=150,
        required=False,
    )
    year = forms.IntegerField(
        label=_("Year that is planned"), min_value=2000, max_value=9000
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["year"].initial = timezone.localdate().year + 1

    def clean_year(self):
        year = self.cleaned_data["year"]
        if Period.objects.filter(code=str(year)).exists():
            raise ValidationError(
                _("There is a year %(year)s already.") % {"year": year}
            )
        return year

    @property
    def period(self):
        """What the service that creates a year wants to know."""
        said = self.cleaned_data
        german = said["name_de"] or said["name_en"]
        return {
            "code": str(said["year"]),
            "name_en": f"{said['name_en']} {said['year']}",
            "name_de": f"{german} {said['year']}",
            "starts": date(said["year"], 1, 1),
            "ends": date(said["year"], 12, 31),
        }


class NamesForm(Plain):
    name_en = forms.CharField(label=_("Name of the year, in English"), max_length=200)
    name_de = forms.CharField(label=_("Name of the year, in German"), max_length=200)


class CouncilForm(Plain):
    name = forms.CharField(label=_("Name of the council"), max_length=200)
    kind = forms.ChoiceField(label=_("Kind"), choices=Council.Kind.choices)
    members = forms.IntegerField(
        label=_("Members"), min_value=0, max_value=10**9, initial=10
    )
    parent = forms.CharField(
        label=_("Federation above it (optional)"),
        required=False,
        max_length=200,
        help_text=_("Its name or short name, as it stands in the list."),
    )
    email = forms.EmailField(
        label=_("E-mail address of its delegate (optional)"),
        required=False,
        help_text=_("A letter with an invitation goes there at once."),
    )

    def clean_parent(self):
        said = self.cleaned_data["parent"].strip()
        if not said:
            return ""
        found = taking_part()
        named = found.filter(slug=said) or found.filter(name__iexact=said)
        if not named:
            raise ValidationError(_("There is no such council."))
        return named[0].slug


class InviteForm(Plain):
    council = forms.CharField(
        label=_("Council"), max_length=200, help_text=_("Its name or short name.")
    )
    email = forms.EmailField(label=_("E-mail address of its delegate"))

    def clean_council(self):
        said = self.cleaned_data["council"].strip()
        found = taking_part()
        named = found.filter(slug=said) or found.filter(name__iexact=said)
        if len(named) != 1:
            raise ValidationError(_("There is no such council."))
        return named[0]


class GrantForm(Plain):
    per_member = forms.DecimalField(
        label=_("Credits for each member and year"),
        min_value=Decimal("0.01"),
        max_value=Decimal(10**9),
        max_digits=12,
        decimal_places=2,
        initial=Decimal(20_000),
        help_text=_(
            "About what a year of work is worth: 1,000 hours at 20 credits are 20,000."
        ),
    )
