from django.shortcuts import render
from django.views.decorators.http import require_safe

from console.access import for_overseers
from console.links import address_of
from console.overview import years
from ledger import clock

# Rooms that belong to no year: what they are called stands in the template.
ROOMS = ("guide", "councils", "goods", "record", "operating")


@for_overseers
@require_safe
def start(request):
    """The years, how they stand, and what waits for a facilitator."""
    now = clock.now()
    found = years(now)
    context = {
        "years": found,
        "waits": [(year, *wait) for year in found for wait in year.waits],
        "now": now,
        "rooms": {name: address_of(name) for name in ROOMS},
    }
    return render(request, "console/start.html", context)
