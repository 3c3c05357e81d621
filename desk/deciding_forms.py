from django import forms
from django.utils.translation import gettext_lazy as _

from councils.models import DecisionRule

FIELDS = (
    *("method", "quorum", "majority", "hidden", "closes_early", "days"),
    "submits",
)


class RuleForm(forms.ModelForm):
    """How a council decides, in questions."""

    method = forms.ChoiceField(
        label=_("Who decides what your council proposes?"),
        widget=forms.RadioSelect,
        choices=[
            ("delegates", _("The delegates: they submit on their own.")),
            ("majority", _("The members, by majority.")),
            ("consensus", _("The members, by consensus: one objection is enough.")),
        ],
    )
    majority = forms.ChoiceField(
        label=_("How many of those for or against must be for it?"),
        help_text=_("Only by majority. Who abstains does not count here."),
        choices=DecisionRule.Majority.choices,
    )
    quorum = forms.IntegerField(
        label=_("How many must take part, in percent of those who may vote?"),
        help_text=_("0: whoever takes part decides. Who abstains takes part."),
        min_value=0,
        max_value=100,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    days = forms.IntegerField(
        label=_("How many days may a vote stand at most?"),
        min_value=1,
        max_value=60,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    hidden = forms.BooleanField(
        label=_("Keep the result hidden until the vote is closed."), required=False
    )
    closes_early = forms.BooleanField(
        label=_("Close a vote as soon as everybody has voted."), required=False
    )
    submits = forms.BooleanField(
        label=_("Submit what is carried at once; otherwise a delegate does it."),
        required=False,
    )
    field_order = FIELDS

    class Meta:
        model = DecisionRule
        fields = FIELDS

    @property
    def problems(self):
        """What is wrong, for the summary: the field's name and a sentence."""
        return [
            (name, f"{self.fields[name].label} {' '.join(errors)}")
            for name, errors in self.errors.items()
        ]

    @property
    def checks(self):
        """The fields one ticks."""
        return [self[name] for name in ("hidden", "closes_early", "submits")]

    @property
    def others(self):
        return [self[name] for name in ("method", "majority", "quorum", "days")]


# With what a rule begins that leaves it to the members for the first time.
USUAL = {
    "quorum": 50,
    "majority": "half",
    "hidden": True,
    "closes_early": True,
    "days": 7,
    "submits": True,
}


def begin(rule):
    """What the form shows first: the rule that counts, or what is usual."""
    shown = {name: getattr(rule, name) for name in FIELDS}
    return shown if rule.by_ballot else shown | USUAL
