"""Where pages lead to that may not be there."""

from django.urls import NoReverseMatch, reverse


def address_of(name, *args):
    """The address of a page of the console, or None where there is no such page."""
    try:
        return reverse(f"console:{name}", args=args)
    except NoReverseMatch:
        return None
