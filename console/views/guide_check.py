"""The last look before a year is opened: what is missing, and what will happen."""

from django.shortcuts import render
from django.views.decorators.http import require_safe

from console.guide.access import for_preparing
from console.guide.steps import steps
from councils.models import Membership
from iteration.calendar import after
from iteration.practice.misgivings import misgivings, taking_part
from ledger import clock


@for_preparing
@require_safe
def check(request, period):
    """Everything on one page; the button leads to the step that opens the year."""
    found = misgivings(period)
    seats = Membership.objects.open().filter(council__practice=False)
    people = seats.values("person").distinct()
    context = {
        "period": period,
        "misgivings": found,
        "stops": [each for each in found if each.stops],
        "steps": [step for step in steps(period) if step.name != "check"],
        "goods": period.catalogue.count(),
        "councils": taking_part().count(),
        "people": people.count(),
        "with_address": people.exclude(person__email="").count(),
        "cutoff": after(clock.now(), period.round_length),
    }
    return render(request, "console/guide/check.html", context)
