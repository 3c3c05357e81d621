"""Years that the guide may still change."""

from functools import wraps

from django.contrib import messages
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from console.access import find_period, for_facilitators


def for_preparing(view):
    """Facilitators, for a real year in preparation; a later one has other pages."""

    @for_facilitators
    @wraps(view)
    def inside(request, period, **kwargs):
        found = find_period(period)
        if found.frozen_at or found.practice:
            text = _("%(period)s is not in preparation any more.")
            messages.info(request, text % {"period": found})
            return redirect("console:guide")
        return view(request, found, **kwargs)

    return inside
