"""Where an empty installation is set up."""

from django.urls import reverse

from councils.services import make_first_key


def first_address(base):
    """The address at which the first account is made, new each time; None: it is."""
    token = make_first_key()
    return token and base + reverse("console:first", args=[token])
