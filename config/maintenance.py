"""What operators let every page say, and the time in which only they are answered."""

import functools

from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from ledger import clock
from ledger.models import Maintenance
from pages.maintenance import KEPT, SECONDS

from .faults import unavailable

LONGEST_WAIT = 3600  # Seconds after which it is worth looking again.


def in_force():
    """What holds now. The database is asked once a minute."""
    known = cache.get_or_set(
        KEPT, lambda: list(Maintenance.objects.to_come(clock.now())), SECONDS
    )
    now = timezone.now()
    return [each for each in known if each.begins <= now < each.ends]


def shown(request):
    """For templates: what every page says at the moment."""
    return {"maintenance": SimpleLazyObject(in_force)}


def keep_closed(get_response):
    """While it is closed, answer nobody but who runs the service or asks for health."""

    def guard(request):
        # Before any question to the database: these say themselves what is wrong.
        if request.path.startswith(always_open()):
            return get_response(request)
        closing = [each for each in in_force() if each.closed]
        if not closing or request.user.has_perm("ledger.operate"):
            return get_response(request)
        last = max(each.ends for each in closing)
        left = int((last - timezone.now()).total_seconds())
        seconds = max(1, min(left, LONGEST_WAIT))
        said = {"maintenance": closing, "until": last}
        return unavailable(request, seconds, "closed.html", **said)

    return guard


@functools.cache
def always_open():
    """Health and figures, and what it takes to log in."""
    return (
        reverse("health"),
        reverse("metrics"),
        reverse("desk:login"),
        reverse("desk:logout"),
        reverse("mfa_index"),
        reverse("set_language"),
        reverse("admin:login"),
    )
