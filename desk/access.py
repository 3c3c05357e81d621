"""Who may see a page of a council. Others find nothing there."""

from dataclasses import dataclass
from functools import wraps

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.cache import never_cache

from councils.models import Council, Membership, Person
from councils.services import may_admit
from iteration.models import Round
from pages.access import find_period
from proposals.models import Period

# A council with the federations it pays its public goods to.
PARENTS = "council__parent__parent__parent"


@dataclass(frozen=True)
class Place:
    """Where a member is at work: a council they sit in, a year, its newest round."""

    person: Person
    seat: Membership
    council: Council
    period: Period
    round: Round

    @classmethod
    def of(cls, seat, person, period):
        """The place of a seat in a year that may be seen."""
        round = Round.objects.current(period)
        if round:
            round.period = period  # Asked for again and again: read once.
        return cls(person, seat, seat.council, period, round)

    @property
    def may_submit(self):
        return self.seat.role in Membership.SUBMITTING

    @property
    def args(self):
        """What the address of a page about this place needs."""
        return [self.period.code, self.council.slug]


def for_members(view):
    """Only who holds an open seat in the council; for all others there is no page."""

    @never_cache
    @wraps(view)
    def inside(request, period, slug, **kwargs):
        if request.htmx and not request.user.is_authenticated:
            # A redirect would be followed unseen; the script says what has happened.
            return HttpResponse(status=401)
        return at_place(request, period, slug, **kwargs)

    @login_required
    def at_place(request, period, slug, **kwargs):
        return view(request, find_place(request.user, period, slug), **kwargs)

    inside.access = "members"
    return inside


def for_seated(view):
    """Who holds an open seat in the council, in whatever year; others find nothing."""

    @never_cache
    @login_required
    @wraps(view)
    def inside(request, slug, **kwargs):
        seats = Membership.objects.open().select_related(PARENTS, "person")
        seat = get_object_or_404(seats, person=request.user, council__slug=slug)
        return view(request, seat, **kwargs)

    inside.access = "members"
    return inside


def for_admitting(view):
    """Who may offer seats in the council: its delegates, and facilitators."""

    @never_cache
    @login_required
    @wraps(view)
    def inside(request, slug, **kwargs):
        council = get_object_or_404(Council, slug=slug)
        if not may_admit(request.user, council):
            raise Http404
        return view(request, council, **kwargs)

    inside.access = "members"
    return inside


def find_place(person, code, slug):
    """The place, or 404: a stranger learns nothing of a council, not even a year."""
    seats = Membership.objects.open().select_related(PARENTS)
    seat = get_object_or_404(seats, person=person, council__slug=slug)
    return Place.of(seat, person, find_period(code))
