"""Why another server could not be spoken to, in words for whoever can do something."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

WORDS = {
    "address": gettext_lazy("This is no address of a server."),
    "document": gettext_lazy("There is no server of this kind at the address."),
    "forbidden": gettext_lazy(
        "Its name leads into a network that this server may not connect to."
    ),
    "no_connection": gettext_lazy(
        "Nobody answers there. Compare the address, and ask the people there whether "
        "their server runs."
    ),
    "slow": gettext_lazy("It took too long to answer. Try again later."),
    "later": gettext_lazy("It is busy or closed at the moment. Try again later."),
    "too_large": gettext_lazy("What answers there is no server of this kind."),
    "encoded": gettext_lazy("What answers there is no server of this kind."),
    "other_type": gettext_lazy("What answers there is no server of this kind."),
    "redirect": gettext_lazy(
        "It leads on to another address, which is not followed. Ask the people there "
        "for the address of the server itself."
    ),
    "signature-key-unknown": gettext_lazy(
        "People there have not confirmed the key of this server yet, or have paused it."
    ),
    "signature-invalid": gettext_lazy(
        "It does not accept what this server signs. Is this server reached by another "
        "address than its own?"
    ),
    "clock-too-far-off": gettext_lazy(
        "The clocks of the two servers are more than five minutes apart."
    ),
    "refused": gettext_lazy("It refuses to speak with this server."),
}


def in_words(trouble):
    """The trouble that is noted of a server; a text nobody knows stays as it is."""
    return str(WORDS.get(trouble, trouble))


def unreachable(error):
    """Why a server could not be reached, from the error that says so."""
    said = in_words(error.code)
    detail = str(error).partition(": ")[2]
    if error.code == "forbidden" and detail:
        return detail
    if error.code == "redirect" and detail:
        return _("%(said)s It names %(where)s.") % {"said": said, "where": detail}
    return said
