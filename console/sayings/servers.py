"""Keys of this server, and other servers that plan with it."""

from django.utils.translation import gettext_lazy as _

TOPICS = {"key": _("Keys of this server"), "peer": _("Other servers")}
SAYINGS = {
    "key.made": _("Key %(subject)s of this server was made: %(fingerprint)s."),
    "key.used": _("This server signs with key %(subject)s from now on."),
    "key.revoked": _("Key %(subject)s of this server is no longer to be believed."),
    "peer.added": _("The server %(subject)s was added; nothing is said to it yet."),
    "peer.key_confirmed": _(
        "A key of the server %(subject)s was compared and confirmed: %(fingerprint)s."
    ),
    "peer.key_ended": _(
        "A key of the server %(subject)s proves nothing new: %(fingerprint)s."
    ),
    "peer.paused": _("Nothing is said to the server %(subject)s for a while."),
    "peer.resumed": _("The server %(subject)s is heard again."),
    "peer.refused": _(
        "A message of the server %(subject)s was refused (%(code)s): %(detail)s"
    ),
    "peer.ended": _("This server plans no more with %(subject)s."),
}
