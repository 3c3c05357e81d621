"""How councils decide, and that they did. What was voted on stays theirs."""

from django.utils.translation import gettext_lazy as _

TOPICS = {"ballot": _("Ballots"), "decision_rule": _("Rules of decision")}
SAYINGS = {
    "ballot.opened": _(
        "Ballot %(ballot)s opened in %(council)s: %(method)s, %(seats)s with a vote."
    ),
    "ballot.closed": _("Ballot %(ballot)s in %(council)s closed: %(outcome)s."),
    "decision_rule.set": _("%(council)s decides from now on: %(method)s."),
    "decision_rule.proposed": _(
        "%(council)s votes (ballot %(ballot)s) on deciding: %(method)s."
    ),
}
