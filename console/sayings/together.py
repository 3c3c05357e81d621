"""Years planned with other servers."""

from django.utils.translation import gettext_lazy as _

TOPICS = {
    "year": _("Years with other servers"),
    "part": _("Parts of rounds"),
    "told": _("What the server above said"),
    "heads": _("Histories of years"),
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
    "part.extreme": _(
        "%(server)s sent what is many times what it sent before, or a small part of "
        "it: %(goods)s."
    ),
    "part.left_out": _(
        "%(server)s published round %(round)s of %(period)s without what this server "
        "had counted."
    ),
    "told.prices": _(
        "%(server)s announced two different vectors of prices for one round: "
        "%(digest)s after %(other)s."
    ),
    "told.record": _(
        "%(server)s sent two different documents of one round: %(digest)s after "
        "%(other)s."
    ),
    "told.accord": _(
        "%(server)s sent two different plans of one year: %(digest)s after %(other)s."
    ),
    "told.wrong": _(
        "%(server)s signed what does not hold, so it has no effect here: %(digest)s. "
        "%(why)s"
    ),
    "heads.differ": _(
        "%(server)s has another document of round %(round)s of %(period)s than this "
        "server: %(digest)s instead of %(other)s."
    ),
    "trials.unanswered": _("%(server)s did not answer trial prices: %(why)s."),
    "settlement.more": _(
        "In %(subject)s more is assigned than had been counted of %(goods)s."
    ),
    "settlement.waits": _("The settlement waits for %(server)s: %(why)s."),
}
