"""Putting figures to the vote: the draft as a motion, and changes of a motion."""

from datetime import timedelta

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from councils.models import DecisionRule
from desk.access import Place, for_members, for_seated
from desk.asking import ADD, Asked
from desk.deciding import effect
from desk.drafting import Desk
from desk.ending import chosen_end, ends, latest_end
from desk.finding import index_of
from desk.sheet import Catalogue, Sheet, read_post, texts_of
from desk.views.voting import find_ballot
from ledger import clock
from proposals.services import amend, main_motion, move

LOOK = "look"
# A vote shortened by less is not worth a word.
NOTICED = timedelta(hours=1)


@for_members
@require_http_methods(["GET", "POST"])
def motion(request, place):
    """The draft as our proposal; with ``withdraw``, that the council withdraws."""
    rule = DecisionRule.objects.of(place.council)
    if not rule.by_ballot:
        return redirect("desk:check", *place.args)
    running = main_motion(place.council, place.period)
    if running:
        return redirect("desk:ballot", place.council.slug, running.ballot_id)
    withdraws = "withdraw" in request.GET
    desk = Desk(place, writing=False)
    if desk.draft is None and not withdraws:
        return redirect("desk:draft", *place.args)
    sheet = Sheet(desk.catalogue, {}) if withdraws else desk.begin()
    now = clock.now()
    latest = _latest(place, rule, now)
    problems = _problems(request, desk, sheet, latest, withdraws)
    if request.method == "POST" and not problems:
        try:
            return _move(request, place, sheet, now, latest)
        except ValidationError as error:
            problems = [("", message) for message in error.messages]
    units = {good.pk: number for good, number in sheet.quantities.items()}
    context = {
        "place": place,
        "rule": rule,
        "desk": desk,
        "sheet": sheet,
        "withdraws": withdraws,
        "effect": effect(place, desk.last.lines if desk.last else None, units),
        "ends": ends(now, latest) if latest else [],
        "shortened": latest and latest_end(now, rule) - latest > NOTICED,
        "problems": problems,
    }
    status = 409 if request.method == "POST" else 200
    return render(request, "desk/deciding/move.html", context, status=status)


def _latest(place, rule, now):
    """Until when a ballot may stand; None if the round takes no answers any more."""
    if not place.period.takes_proposals or not place.round.takes_answers(now):
        return None
    return latest_end(now, rule, place.round.closes(now))


def _problems(request, desk, sheet, latest, withdraws):
    problems = list(sheet.problems)
    if not withdraws and not sheet.quantities and not problems:
        problems.append(("", _("The draft is empty. There is nothing to vote on.")))
    if not latest:
        text = _(
            "The round takes no answers any more, so there is nothing to vote on now. "
            "Your draft is kept."
        )
        problems.append(("", text))
    if request.method == "POST" and request.POST.get("version") != str(desk.version):
        text = _("The draft has changed since you looked at it. Look again, then vote.")
        problems.append(("", text))
    return problems


def _move(request, place, sheet, now, latest):
    moved = move(
        council=place.council,
        period=place.period,
        quantities={good.code: units for good, units in sheet.quantities.items()},
        moved_by=request.user,
        closes_at=chosen_end(now, latest, request.POST.get("ends")),
        cutoff=place.round.closes(now),
        note=sheet.note,
        notes=sheet.notes,
    )
    messages.success(request, _("It is put to the vote."))
    return redirect("desk:ballot", place.council.slug, moved.ballot_id)


@for_seated
@require_http_methods(["GET", "POST"])
def amendment(request, seat, number):
    """Other figures for some goods: looked at with their effect, then moved."""
    found = find_ballot(seat, number)
    moved = getattr(found, "motion", None)
    if moved is None or moved.amends_id:
        raise Http404
    if moved.decided_at:
        return redirect("desk:ballot", seat.council.slug, number)
    place = Place.of(seat, seat.person, moved.period)
    asked = Asked.of(request.POST)
    asked.look_up(index_of(place.period))
    sheet = _sheet(request, place, moved, asked)
    problems = [*asked.problems, *sheet.problems] if request.method == "POST" else []
    if request.method == "POST" and asked.do not in (ADD, LOOK) and not problems:
        try:
            change = amend(
                motion=moved,
                changes=_changes(moved, sheet),
                moved_by=request.user,
                note=sheet.note,
            )
        except ValidationError as error:
            problems = [("", message) for message in error.messages]
        else:
            messages.success(request, _("The amendment is put to the vote."))
            return redirect("desk:ballot", seat.council.slug, change.ballot_id)
    units = {good.pk: number for good, number in sheet.quantities.items()}
    context = {
        "place": place,
        "council": seat.council,
        "ballot": found,
        "motion": moved,
        "sheet": sheet,
        "asked": asked,
        "effect": effect(place, moved.lines, units),
        "problems": problems,
    }
    status = 409 if problems else 200
    return render(request, "desk/deciding/amend.html", context, status=status)


def _sheet(request, place, moved, asked):
    if request.method == "GET":
        catalogue = Catalogue.of(place.round, keys=moved.lines)
        goods = catalogue.named(moved.lines)
        texts = texts_of({goods[key]: moved.lines[key] for key in goods})
        return Sheet(catalogue, texts, "", moved.lines)
    texts, note, twice = read_post(request.POST)
    if asked.added:
        texts.setdefault(asked.added, {})
        asked.focus = f"{asked.added}-request"
        asked.good = ""
    catalogue = Catalogue.of(place.round, texts, moved.lines)
    return Sheet(catalogue, texts, note, moved.lines, twice)


def _changes(moved, sheet):
    """The figures that differ from the motion; a line that is gone becomes nothing."""
    now = {good.code: units for good, units in sheet.quantities.items()}
    goods = sheet.catalogue.named(moved.lines)
    gone = {goods[key].code: 0 for key in moved.lines if key in goods}
    return gone | now
