"""The number of a paper form: it says for which council and year it was printed.

The first letters are drawn at random, the last three follow from them, the council, the
year and the service's secret. So a slip of the pen is found, and a number from another
council's form, and no list has to be kept of what was printed.
"""

import secrets

from django.utils.crypto import salted_hmac

# Without letters that are taken for digits or for each other.
SIGNS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
DRAWN, CHECKED = 5, 3
LENGTH = DRAWN + CHECKED
SALT = "desk.printing.form_number"


def new_number(place):
    """A number no other form has."""
    drawn = "".join(secrets.choice(SIGNS) for _sign in range(DRAWN))
    return shown(drawn + _check(place, drawn))


def read_number(place, text):
    """The number somebody typed, as it is printed; None if it is none of ours."""
    signs = "".join(sign for sign in text.upper() if sign in SIGNS)
    if len(signs) != LENGTH or signs[DRAWN:] != _check(place, signs[:DRAWN]):
        return None
    return shown(signs)


def shown(signs):
    """In two groups, as people read it out: ``K7Q2-9MXD``."""
    return f"{signs[:4]}-{signs[4:]}"


def _check(place, drawn):
    named = f"{place.period.code}/{place.council.slug}/{drawn}"
    digest = salted_hmac(SALT, named, algorithm="sha256").digest()
    return "".join(SIGNS[byte % len(SIGNS)] for byte in digest[:CHECKED])
