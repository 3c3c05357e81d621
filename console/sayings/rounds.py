"""What facilitators do while a round is open: remind, look, ask."""

from django.utils.translation import gettext_lazy as _

TOPICS = {"question": _("Questions to councils")}
SAYINGS = {
    "round.nudged": _(
        "Councils that had not answered round %(round)s of %(period)s were reminded: "
        "%(number)s of them."
    ),
    "round.looked_through": _(
        "The proposals for round %(round)s of %(period)s were looked through for what "
        "stands out."
    ),
    "question.asked": _(
        "%(council)s was asked a question about its proposal for %(period)s."
    ),
    "question.answered": _(
        "%(council)s answered a question about its proposal for %(period)s."
    ),
}
