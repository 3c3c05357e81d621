"""What somebody wants to be otherwise in a simulation."""

import re
from decimal import Decimal

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from councils.models import Council
from iteration.scenarios import Scenario
from iteration.services.simulating import MOST_ROUNDS
from pages.fields import PercentField
from proposals.models import Period

AS_IT_IS = [("", _("as it is"))]
LEAST_TOLERANCE = Decimal("0.0001")
# Councils that may be named, a scenario.
NAMED = 200


class AskForm(forms.Form):
    """What holds for all scenarios."""

    rounds = forms.IntegerField(
        label=_("Rounds to simulate"),
        min_value=1,
        max_value=MOST_ROUNDS,
        initial=10,
        help_text=_("At most; a scenario ends earlier if it agrees or stalls."),
    )
    seed = forms.IntegerField(
        label=_("Draw"),
        min_value=1,
        max_value=9999,
        initial=1,
        help_text=_(
            "Councils are drawn from what is known of them. The same number is the "
            "same draw and finds the same; another one shows how much is chance."
        ),
    )


class ScenarioForm(forms.Form):
    """One scenario; what is left empty stays as it is."""

    tolerance = PercentField(most=100, label=_("Tolerance"), required=False)
    rule = forms.ChoiceField(
        label=_("Price rule"), choices=AS_IT_IS + Period.Rule.choices, required=False
    )
    silence = forms.ChoiceField(
        label=_("If a council is silent"),
        choices=AS_IT_IS + Period.Silence.choices,
        required=False,
    )
    length = forms.IntegerField(
        label=_("Days in a round"), min_value=1, max_value=366, required=False
    )
    rounds = forms.IntegerField(
        label=_("Rounds at most"), min_value=1, max_value=MOST_ROUNDS, required=False
    )
    share = PercentField(
        most=100,
        label=_("Councils that fall silent"),
        required=False,
        help_text=_("Besides those that were silent in the last round."),
    )
    kind = forms.ChoiceField(
        label=_("Only councils of this kind"),
        choices=[("", _("all kinds")), *Council.Kind.choices],
        required=False,
        help_text=_("Without a share all of the kind fall silent."),
    )
    councils = forms.CharField(
        label=_("Named councils that fall silent"),
        required=False,
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 2, "spellcheck": "false"}),
        help_text=_("Their short names, as in their addresses, with commas between."),
    )

    def clean_tolerance(self):
        tolerance = self.cleaned_data["tolerance"]
        if tolerance is not None and tolerance < LEAST_TOLERANCE:
            raise ValidationError(_("At least 0.01 percent."), code="too_small")
        return tolerance

    def clean_councils(self):
        slugs = sorted(set(re.split(r"[\s,;]+", self.cleaned_data["councils"])) - {""})
        if len(slugs) > NAMED:
            raise ValidationError(
                _("Name at most %(most)s councils."), params={"most": NAMED}
            )
        known = Council.objects.filter(slug__in=slugs).values_list("slug", flat=True)
        if lost := sorted(set(slugs) - set(known)):
            raise ValidationError(
                _("There is no council %(slugs)s."), params={"slugs": ", ".join(lost)}
            )
        return slugs

    def scenario(self):
        """What was asked; None if everything stays as it is."""
        data = self.cleaned_data
        found = Scenario(
            tolerance=_plain(data["tolerance"]),
            rule=data["rule"],
            silence=data["silence"],
            rounds=data["rounds"],
            length=data["length"],
            share=_plain(data["share"]),
            kind=data["kind"],
            councils=tuple(data["councils"]),
        )
        return found if found.plain() else None


def _plain(share):
    return f"{share.normalize():f}" if share else ""
