"""Who may see a page of the console, as `pages.access` says; and its years."""

from django.shortcuts import get_object_or_404

from pages.access import (
    OPERATE,
    OVERSEE,
    RUN,
    for_facilitators,
    for_operators,
    for_overseers,
)
from proposals.models import Period

__all__ = [
    "OPERATE",
    "OVERSEE",
    "RUN",
    "find_period",
    "for_facilitators",
    "for_operators",
    "for_overseers",
]


def find_period(code):
    """A planning year, also one that is still in preparation, or 404."""
    return get_object_or_404(Period, code=code)
