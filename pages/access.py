"""Who may see a page. Every view says it; one that says nothing is not routed."""

from functools import wraps

from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404
from django.views.decorators.cache import never_cache

from proposals.models import Period


def public(view):
    """Anybody may read this page."""
    view.access = "public"
    return view


def for_people(view):
    """Everybody who is logged in, about themselves."""

    @never_cache
    @login_required
    @wraps(view)
    def inside(request, **kwargs):
        return view(request, **kwargs)

    inside.access = "people"
    return inside


def find_period(code):
    """A year the public may see, or one for practice by its address; else 404."""
    return get_object_or_404(Period.objects.reachable(), code=code)
