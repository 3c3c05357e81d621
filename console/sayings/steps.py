"""Rounds that are paused, go on or are reopened, and plans that people approve."""

from django.utils.translation import gettext_lazy as _

TOPICS = {"finish": _("Ways to finish")}
SAYINGS = {
    "round.paused": _(
        "Round %(round)s of %(period)s was paused; its cutoff was %(cutoff)s."
    ),
    "round.resumed": _("Round %(round)s of %(period)s goes on, until %(to)s."),
    "round.reopened": _(
        "Round %(round)s of %(period)s was reopened until %(to)s. Answers made for the "
        "silent and taken back: %(taken_back)s."
    ),
    "plan.approved": _(
        "Somebody approved the plan of %(period)s: %(approvals)s of %(needed)s people "
        "who have to."
    ),
    "plan.approval_withdrawn": _(
        "Somebody took back their approval of the plan of %(period)s: %(approvals)s of "
        "%(needed)s are left."
    ),
    "finish.compared": _(
        "What each way to finish would cut was computed for round %(round)s of "
        "%(period)s. Nothing was published."
    ),
}
