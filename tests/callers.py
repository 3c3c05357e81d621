"""Who may ask for a page, and what each kind of page answers them."""

CALLERS = (
    *("anonymous", "token", "seatless", "former", "stranger"),
    *("facilitator", "auditor", "operator", "superuser"),
    *("member", "clerk", "delegate"),
)
OFFICES = ("facilitator", "auditor", "operator", "superuser")


def everybody(code):
    return (code,) * len(CALLERS)


def guests(code):
    """Who is not logged in; all others are led on."""
    return (code, code, *(302,) * 10)


def people(code):
    """Who is logged in; all others are led to the log-in page."""
    return (302, 302, *(code,) * 10)


def two_steps(code, other):
    """Who has a second step: whoever holds an office."""
    return (302, 302, *(other,) * 3, *(code,) * 4, *(other,) * 3)


def not_yet(code):
    """Who has no seat in the council; who has one is led to its page."""
    return (302, 302, *(code,) * 7, 302, 302, 302)


def seated(member, clerk=None, delegate=None):
    """Who sits in the council. For all others there is no such page."""
    return (302, 302, *(404,) * 7, member, clerk or member, delegate or member)


def admitting(code):
    """Who may offer seats: delegates, facilitators and superusers."""
    return (302, 302, 404, 404, 404, code, 404, 404, code, 404, 404, code)


def facilitating(code):
    """Who keeps years moving."""
    return _offices(code, 404, 404)


def overseeing(code):
    """Who may read how years are run."""
    return _offices(code, code, 404)


def operating(code):
    """Who runs the servers."""
    return _offices(404, 404, code, code)


def _offices(facilitator, auditor, operator, superuser=None):
    codes = (facilitator, auditor, operator, superuser or facilitator)
    return (302, 302, *(404,) * 3, *codes, *(404,) * 3)
