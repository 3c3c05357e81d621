"""The ways in which councils end: what each is called, is for, asks and says."""

from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from console.forms.councils import LeaveForm, MergeForm, SplitForm
from console.forms.goods import EndForm
from councils.models import Departure

Kind = Departure.Kind


class Act(NamedTuple):
    name: str
    form: type[EndForm]
    title: Promise
    purpose: Promise
    done: Promise


ACTS = {
    Kind.LEAVE: Act(
        "leave",
        LeaveForm,
        _("Leave now"),
        _(
            "The council stops in the middle of the year: an empty proposal withdraws "
            "it, nobody answers for it, and it is in no count from now on."
        ),
        _("%(council)s has left. Its members are told."),
    ),
    Kind.RETIRE: Act(
        "retire",
        LeaveForm,
        _("End with the year"),
        _(
            "The council takes part to the end of the years that run, and in no later "
            "one."
        ),
        _("%(council)s ends with the year. Its members are told."),
    ),
    Kind.MERGE: Act(
        "merge",
        MergeForm,
        _("Merge with other councils"),
        _(
            "From the next year on a new council goes on for several, with the sums of "
            "their figures and entitlements. Their people get seats in it."
        ),
        _("%(council)s is merged from the next year on. All members are told."),
    ),
    Kind.SPLIT: Act(
        "split",
        SplitForm,
        _("Split into several councils"),
        _(
            "From the next year on new councils go on for this one, each with its "
            "share of the figures and of the entitlement."
        ),
        _("%(council)s is split from the next year on. Its members are told."),
    ),
}
