"""Who may do what with the webhooks of the eaters, and with their own."""

from tests.callers import people

CALLERS_OWN = (302, 302, 404, 404)


def owning(code):
    """Who has a council as delegate or clerk, or an office that has webhooks."""
    return (*CALLERS_OWN, code, code, code, 404, code, 404, code, code)


def handing_in(code):
    """Who can hand in the council's proposal; for all others there is no such page."""
    return (302, 302, *(404,) * 8, code, code)


TABLE = {
    "webhooks:list": (people(200), people(405)),
    "webhooks:add": (owning(200), owning(422)),
    "webhooks:webhook": (handing_in(200), people(405)),
    "webhooks:change": (handing_in(200), handing_in(422)),
    "webhooks:disable": (people(405), handing_in(302)),
    "webhooks:enable": (people(405), handing_in(302)),
    "webhooks:rotate": (handing_in(200), handing_in(422)),
    "webhooks:remove": (handing_in(200), handing_in(302)),
    "webhooks:replay": (people(405), handing_in(302)),
}


def one(cast):
    return {"webhook": cast["webhook"].public_id}


PLACES = {name: one for name in TABLE if name not in ("webhooks:list", "webhooks:add")}
PLACES["webhooks:replay"] = lambda cast: {
    **one(cast),
    "delivery": cast["delivery"].public_id,
}
