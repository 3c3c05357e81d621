"""Steps of the year itself: open it, and go on after a stall."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from console import clocks
from console.forms.steps import GoOnForm, OpenForm
from console.steps.case import Status
from console.steps.kinds import Fact, Kind, Preview, letters
from councils.models import Membership
from iteration.calendar import after
from iteration.occasions import taking_part
from iteration.services import open_period, resume_period
from pages.templatetags.figures import count
from pages.words import percent
from proposals.models import Proposal


def _seats():
    return Membership.objects.open().filter(council__practice=False)


def preview_open(case, asked, zone):
    period, until = case.period, asked["first_cutoff"]
    given = Proposal.objects.filter(period=period).values("council").distinct()
    return Preview(
        facts=[
            Fact(_("Goods in the catalogue"), count(period.catalogue.count())),
            Fact(_("Councils that begin with a proposal"), count(given.count())),
            Fact(_("Price rule"), str(period.get_rule_display())),
            Fact(_("Tolerance"), percent(period.tolerance)),
            Fact(_("If a council is silent"), str(period.get_silence_display())),
            Fact(_("People who publish the plan"), count(period.publishers)),
            Fact(_("First cutoff"), moment=until),
            letters("round_opened", _seats(), period),
        ],
        follows=[
            _("Catalogue, first prices, rules and entitlements are then fixed."),
            _("Everybody can see the year, and councils propose."),
        ],
        warnings=clocks.told(case.now, until, zone),
    )


def open_year(case, *, actor, reason, first_cutoff):
    first = open_period(
        period=case.period, first_cutoff=first_cutoff, actor=actor, reason=reason
    )
    return _("%(round)s is open.") % {"round": first}


def preview_go_on(case, asked, zone):
    period = case.period
    until = after(case.now, period.round_length)
    return Preview(
        facts=[
            Fact(_("Rounds so far"), count(case.round.number)),
            Fact(_("Rounds from now on, at most"), count(asked["rounds"])),
            Fact(_("Tolerance until now"), percent(period.tolerance)),
            Fact(_("Tolerance from now on"), percent(asked["tolerance"])),
            Fact(_("Cutoff of the next round"), moment=until),
            letters("round_opened", taking_part(case.round, case.now), period),
        ],
        follows=[
            _("Another round opens, at the prices the last one led to."),
            _("All proposals stay in force until councils revise them."),
        ],
        warnings=clocks.told(case.now, until, zone),
    )


def go_on(case, *, actor, reason, rounds, tolerance):
    following = resume_period(
        period=case.period,
        rounds=rounds,
        tolerance=tolerance,
        actor=actor,
        reason=reason,
    )
    return _("%(round)s is open.") % {"round": following}


OPEN = Kind(
    "open",
    gettext_lazy("Open the year"),
    gettext_lazy(
        "The catalogue, first prices and entitlements are fixed; councils propose."
    ),
    lambda case: case.period.status == Status.DRAFT,
    preview_open,
    open_year,
    form=OpenForm,
)
GO_ON = Kind(
    "go-on",
    gettext_lazy("Go on with more rounds"),
    gettext_lazy("Another round opens, at the prices the last one led to."),
    lambda case: case.period.status == Status.STALLED,
    preview_go_on,
    go_on,
    form=GoOnForm,
)
STEPS = [OPEN, GO_ON]
