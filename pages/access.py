"""Who may see a page. Every view says it; one that says nothing is not routed.

Asked for are permissions, never names of groups: an operator of one service may hold
several offices.
"""

from functools import wraps

from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.views.decorators.cache import never_cache

from proposals.models import Period

# Setting up and running years; reading how they are run; running the servers.
RUN, OVERSEE, OPERATE = (
    *("proposals.change_period", "ledger.view_record"),
    "ledger.operate",
)


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


def for_facilitators(view):
    """Who sets up years and keeps them moving."""
    return _holders(view, "facilitators", RUN)


def for_overseers(view):
    """Facilitators, and auditors, who read and change nothing."""
    return _holders(view, "overseers", OVERSEE)


def for_operators(view):
    """Who runs the servers, and has no part in figures."""
    return _holders(view, "operators", OPERATE)


def find_period(code):
    """A year the public may see, or one for practice by its address; else 404."""
    return get_object_or_404(Period.objects.reachable(), code=code)


def _holders(view, name, permission):
    """For all others there is no such page."""

    @never_cache
    @login_required
    @wraps(view)
    def inside(request, **kwargs):
        if not request.user.has_perm(permission):
            raise Http404
        return view(request, **kwargs)

    inside.access = name
    return inside
