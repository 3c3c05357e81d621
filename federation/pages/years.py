"""Years planned with other servers, as their pages name them."""

from django.urls import reverse


def told_years(years):
    """Years planned with others: how each is called, and its page."""
    found = years.select_related("period")
    return [(str(each.period), _page_of(each.period)) for each in found]


def _page_of(period):
    return reverse("servers:shared-year", args=[period.code])
