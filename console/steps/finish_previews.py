"""What the steps from agreement to a published plan would do."""

from datetime import timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from console import clocks
from console.steps.case import Status
from console.steps.kinds import Fact, Preview, letters
from councils.models import Membership
from iteration.models import Comparison, Signature
from iteration.services import compared
from iteration.services.keeping import basis
from pages.templatetags.figures import count, in_credits
from pages.words import percent
from proposals.models import Proposal


def settle(case, asked, zone):
    round = basis(case.period)
    return Preview(
        facts=[
            Fact(_("Settled from"), str(round)),
            Fact(_("Largest imbalance there"), percent(round.worst)),
            *_cuts(round, Comparison.Finish.SETTLEMENT),
            Fact(_("Letters"), _("None yet: the plan is not published by this.")),
        ],
        follows=[
            _("Nobody gets more than they proposed."),
            _people_to_come(case.period.publishers),
            *(
                [_("The year settles although it has not agreed.")]
                if case.period.status == Status.STALLED
                else []
            ),
        ],
    )


def offer(case, asked, zone):
    until = case.now + timedelta(days=asked["days"])
    round = basis(case.period)
    signing = Membership.objects.open().filter(
        role__in=Membership.SUBMITTING,
        council__in=Proposal.objects.in_force(case.period, round.cutoff).values(
            "council"
        ),
    )
    return Preview(
        facts=[
            Fact(_("Can be signed until"), moment=until),
            *_cuts(round, Comparison.Finish.MODEL),
            letters("offer_made", signing, case.period),
        ],
        follows=[
            _("Each council accepts its part or objects; its last word counts."),
            _("Who says nothing keeps at most its own proposal."),
            _("Then what was accepted is settled with all other proposals."),
            _people_to_come(case.period.publishers),
        ],
        warnings=clocks.told(case.now, until, zone),
    )


def take_offer_back(case, asked, zone):
    words = list(
        Signature.objects.in_force(case.offer).values_list("accepts", flat=True)
    )
    signing = Membership.objects.open().filter(
        role__in=Membership.SUBMITTING, council__offer_parts__offer=case.offer
    )
    return Preview(
        facts=[
            Fact(_("Can be signed until"), moment=case.offer.closes_at),
            Fact(_("Accepted"), count(sum(words))),
            Fact(_("Objected"), count(len(words) - sum(words))),
            letters("offer_withdrawn", signing, case.period),
        ],
        follows=[
            _("Letters about the offer that still wait are not sent."),
            _("What was signed stays on record and has no effect."),
            _("The year is agreed as before: it can be settled, or offered anew."),
        ],
    )


def approve(case, asked, zone):
    given, needed = len(case.approvals), case.period.publishers
    last = given + 1 >= needed
    planned = Membership.objects.open().filter(council__assignments__plan=case.plan)
    return Preview(
        facts=[
            *_plan(case.plan),
            Fact(
                _("Approvals"),
                _("%(given)s of %(needed)s, without yours.")
                % {"given": count(given), "needed": count(needed)},
            ),
            letters("plan_published", planned, case.period)
            if last
            else Fact(_("Letters"), _("None yet: it takes another person’s approval.")),
        ],
        follows=[
            _("Yours is the last one: with it the plan is published.")
            if last
            else _("Nothing is published by yours alone."),
            _("A published plan is never changed, only withdrawn by a new decision."),
        ],
    )


def take_approval_back(case, asked, zone):
    return Preview(
        facts=[
            Fact(
                _("Approvals"),
                _("%(given)s of %(needed)s")
                % {
                    "given": count(len(case.approvals)),
                    "needed": count(case.period.publishers),
                },
            ),
            Fact(_("Letters"), _("None.")),
        ],
        follows=[_("You can approve again as long as the plan is not published.")],
    )


def withdraw(case, asked, zone):
    was_published = case.period.status == Status.PUBLISHED
    planned = Membership.objects.open().filter(council__assignments__plan=case.plan)
    return Preview(
        facts=[
            *_plan(case.plan),
            letters("plan_withdrawn", planned, case.period)
            if was_published
            else Fact(_("Letters"), _("None: nobody was told of the plan yet.")),
        ],
        follows=[
            _("The year is agreed again.")
            if case.plan.round.agreed
            else _("The year has stalled again."),
            _("From there people take its steps; nothing is published by itself."),
            _("What was published stays readable, marked as withdrawn."),
        ],
    )


def _plan(plan):
    return [
        Fact(_("Settled"), moment=plan.settled_at),
        Fact(_("From"), str(plan.round)),
        Fact(_("Largest cut"), percent(plan.largest_cut)),
        Fact(_("Value cut"), in_credits(plan.cut_value)),
    ]


def _cuts(round, finish):
    """What is known of a way to finish; the page of the finish computes it."""
    found = compared(round).get(finish)
    if found is None:
        return []
    return [
        Fact(_("Largest cut"), percent(found.figures["largest_cut"])),
        Fact(_("Value cut"), in_credits(found.figures["cut_value"])),
        Fact(_("Councils cut"), count(found.figures["councils_cut"])),
    ]


def _people_to_come(number):
    return ngettext(
        "Then %(n)d person has to approve the plan before it is published.",
        "Then %(n)d different people have to approve the plan before it is published.",
        number,
    ) % {"n": number}
