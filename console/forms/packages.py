"""The forms of years that begin with a file, or with the year before."""

from datetime import timedelta

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from console.forms.guide import RegionForm
from console.forms.plain import Plain
from proposals.models import Period

UNIT = 20


class TableForm(RegionForm):
    """What a table cannot say of itself; the rest is asked where it is unclear."""

    unit = forms.CharField(
        label=_("Unit of the figures"),
        max_length=UNIT,
        help_text=_("At most 20 letters, for instance {million EUR}."),
    )
    households = forms.CharField(
        label=_("households: the column whose members work"), required=False
    )
    industries = forms.IntegerField(
        label=_("industries: how many come first"), required=False, min_value=1
    )
    final = forms.CharField(label=_("final: columns of final use"), required=False)
    exports = forms.CharField(
        label=_("exports: columns of what is used outside"), required=False
    )
    labour = forms.CharField(label=_("labour: rows of work"), required=False)
    imports = forms.CharField(
        label=_("imports: rows of what comes from outside"), required=False
    )
    capital = forms.CharField(label=_("capital: rows of other costs"), required=False)
    skip = forms.CharField(
        label=_("skip: rows and columns to leave out"), required=False
    )

    MANY = ("final", "exports", "labour", "imports", "capital", "skip")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        text = _("Names, or numbers such as #12, with semicolons between them.")
        for name in self.MANY:
            self.fields[name].help_text = text

    @property
    def answers(self):
        said = self.cleaned_data
        return {
            name: [each.strip() for each in said[name].split(";") if each.strip()]
            for name in self.MANY
        } | {"households": said["households"], "industries": said["industries"]}

    @property
    def names(self):
        said = self.cleaned_data
        return said["name_en"], said["name_de"] or said["name_en"]


class NextForm(Plain):
    """The year after one that has a published plan."""

    period = forms.ModelChoiceField(
        label=_("Year with a published plan"),
        queryset=Period.objects.none(),
        to_field_name="code",
        empty_label=None,
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        planned = Period.objects.real().filter(plans__status="published").distinct()
        self.fields["period"].queryset = planned

    def clean(self):
        said = super().clean()
        before = said.get("period")
        if before is None:
            return said
        starts = before.ends + timedelta(days=1)
        code = before.code.replace(str(before.starts.year), str(starts.year))
        if Period.objects.filter(code=code).exists():
            text = _("The year %(code)s is here already.")
            raise ValidationError(text % {"code": code}, code="taken")
        return said

    @property
    def following(self):
        """What the service that prepares a year wants to know."""
        before = self.cleaned_data["period"]
        starts = before.ends + timedelta(days=1)
        old, new = str(before.starts.year), str(starts.year)
        try:
            ends = starts.replace(year=starts.year + 1) - timedelta(days=1)
        except ValueError:  # It begins on a leap day.
            ends = starts.replace(year=starts.year + 1, day=28)
        return {
            "period": before,
            "code": before.code.replace(old, new),
            "name_en": before.name_en.replace(old, new),
            "name_de": before.name_de.replace(old, new),
            "starts": starts,
            "ends": ends,
        }
