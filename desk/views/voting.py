"""A ballot: what is decided, one's own vote, and what came of it."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from councils.models import Answer, Ballot, Membership, Person, Vote
from councils.services import vote
from desk.access import Place, for_seated
from desk.deciding import Count, effect, objections, title_of
from desk.drafting import last_of
from ledger import clock
from proposals.models import Motion, Proposal
from proposals.services import conclude, hand_in, take_back

REASON = 1000


@for_seated
@require_http_methods(["GET", "POST"])
def ballot(request, seat, number):
    """The question, its figures and their effect; posted, one's own vote."""
    found = find_ballot(seat, number)
    problems = []
    if request.method == "POST":
        problems, answer = _act(request, seat, found)
        if not problems:
            return answer
    context = _context(seat, found) | {"problems": problems}
    context["reason"] = request.POST.get("reason", context["reason"])
    status = 409 if problems else 200
    return render(request, "desk/deciding/ballot.html", context, status=status)


@for_seated
@require_http_methods(["GET", "POST"])
def enter(request, seat, number):
    """The clerk enters the votes of those who came in person."""
    found = find_ballot(seat, number)
    if seat.role != Membership.Role.CLERK:
        raise Http404
    problems = []
    if request.method == "POST":
        problems = _enter(request, seat, found)
        if not problems:
            return redirect("desk:enter-votes", seat.council.slug, number)
    votes = {each.person_id: each for each in found.votes.all()}
    people = found.people().exclude(pk=seat.person_id)
    context = {
        "seat": seat,
        "council": seat.council,
        "ballot": found,
        "title": title_of(found),
        "people": [
            (person, votes.get(person.pk))
            for person in people.order_by("first_name", "last_name", "username")
        ],
        "answers": answers_of(found),
        "is_open": found.is_open(clock.now()),
        "problems": problems,
    }
    status = 409 if problems else 200
    return render(request, "desk/deciding/enter.html", context, status=status)


def find_ballot(seat, number):
    """A ballot of the council, or 404 as for one there is not."""
    ballots = Ballot.objects.select_related(
        "motion__period", "motion__amends__ballot", "motion__moved_by", "rule"
    )
    found = get_object_or_404(ballots, council=seat.council, pk=number)
    found.council = seat.council
    return found


def answers_of(found):
    """What can be said: the number and the word."""
    return Answer.choices if found.is_question else list(enumerate(found.options))


def _act(request, seat, found):
    """Do what a form was sent for; return what is wrong, and where to go on."""
    motion = getattr(found, "motion", None)
    try:
        if request.POST.get("do") == "take-back" and motion:
            take_back(motion=motion, person=request.user)
            messages.success(request, _("It is taken back; nothing is decided."))
        elif request.POST.get("do") == "hand-in" and motion:
            return [], _hand_in(request, seat, motion)
        else:
            _vote(request, found, request.user)
            text = _(
                "Your vote counts. Until the end you can change it; the result will "
                "stand here."
            )
            messages.success(request, text)
            conclude(ballot=found)
    except ValidationError as error:
        field = "reason" if error.code == "reason" else ""
        return [(field, message) for message in error.messages], None
    return [], redirect("desk:ballot", seat.council.slug, found.pk)


def _vote(request, found, person, entered_by=None):
    text = request.POST.get("option", "")
    if text not in {str(place) for place, _label in answers_of(found)}:
        raise ValidationError(_("Choose one of the answers."), code="option")
    vote(
        ballot=found,
        person=person,
        option=int(text),
        reason=request.POST.get("reason", "").replace("\0", "")[:REASON],
        entered_by=entered_by,
    )


def _enter(request, seat, found):
    number = request.POST.get("person", "")
    identity = number if number.isascii() and number.isdigit() else "0"
    person = Person.objects.filter(pk=int(identity[:9])).first()
    try:
        if person is None:
            raise ValidationError(_("Choose a person of the council."), code="person")
        _vote(request, found, person, entered_by=seat.person)
    except ValidationError as error:
        return [("", message) for message in error.messages]
    name = person.get_full_name() or person.username
    messages.success(request, _("Entered for %(name)s.") % {"name": name})
    conclude(ballot=found)
    return []


def _hand_in(request, seat, motion):
    if seat.role not in Membership.SUBMITTING:
        text = _("A delegate or clerk of the council submits it.")
        raise ValidationError(text, code="seat")
    clerk = seat.role == Membership.Role.CLERK
    proposal = hand_in(
        motion=motion,
        submitted_by=request.user,
        origin=Proposal.Origin.CLERK if clerk else Proposal.Origin.MEMBER,
    )
    place = [motion.period.code, seat.council.slug, proposal.revision]
    return redirect("desk:receipt", *place)


def _context(seat, found):
    now = clock.now()
    own = Vote.objects.filter(ballot=found, person=seat.person_id).first()
    shows = found.shows_result(now)
    count = Count.of(found, seat.person_id)
    context = {
        "seat": seat,
        "council": seat.council,
        "ballot": found,
        "title": title_of(found),
        "now": now,
        "is_open": found.is_open(now),
        "answers": answers_of(found),
        "count": count,
        "shows": shows,
        "objections": objections(found) if shows else [],
        "own": own,
        "reason": own.reason if own else "",
        "may_vote": count.may_vote,
    }
    motion = getattr(found, "motion", None)
    return context | (_about(seat, motion) if motion else {})


def _in_force(place, motion):
    """What a motion would replace; once decided, what it would have replaced then."""
    if motion.decided_at is None:
        return last_of(place)
    in_force = Proposal.objects.in_force(place.period, motion.moved_at)
    return in_force.filter(council=place.council).first()


def _about(seat, motion):
    """The figures of a motion, beside what they would replace."""
    place = Place.of(seat, seat.person, motion.period)
    if motion.amends_id:
        before = motion.amends.lines
    else:
        last = _in_force(place, motion)
        before = last.lines if last else None
    amendments = Motion.objects.filter(amends=motion).select_related("ballot")
    mandates = Motion.objects.mandates(motion.council_id, motion.period_id)
    waits = motion.decided_at and not motion.proposal_id and not motion.amends_id
    return {
        "place": place,
        "motion": motion,
        "effect": effect(place, before, motion.figures),
        "amendments": amendments.order_by("moved_at"),
        "to_hand_in": bool(waits) and mandates.first() == motion,
    }
