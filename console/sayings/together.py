"""Years planned with other servers."""

from django.utils.translation import gettext_lazy as _

TOPICS = {
    "year": _("Years with other servers"),
    "part": _("Parts of rounds"),
    "trials": _("Trial prices"),
    "settlement": _("Settlement"),
}
SAYINGS = {
    "year.shared": _("The year %(subject)s is planned with other servers."),
    "year.server_invited": _("%(server)s may join the year %(subject)s."),
    "year.server_joined": _("%(server)s joined the year %(subject)s."),
    "year.joined": _("This server plans the year %(subject)s under %(server)s."),
    "year.server_left": _("The year %(subject)s goes on without %(server)s."),
    "part.received": _("%(server)s sent what it counted: %(digest)s."),
    "part.contradicts": _(
        "%(server)s sent two different parts of one round: %(digest)s after %(other)s."
    ),
    "trials.unanswered": _("%(server)s did not answer trial prices: %(why)s."),
    "settlement.waits": _("The settlement waits for %(server)s: %(why)s."),
}
