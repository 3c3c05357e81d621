"""From the draft to the receipt."""

import uuid

from django.core.exceptions import ValidationError
from django.db import transaction
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from councils.models import Membership
from desk.access import for_members
from desk.capacity import capacities
from desk.comparison import compare
from desk.drafting import Desk, appraisal, draft_of, is_short, last_of
from desk.names import by_name
from iteration.insight import appraise
from iteration.models import Round
from ledger import clock
from proposals.letters import Value
from proposals.models import Proposal
from proposals.services import discard_draft, submit


@for_members
@require_http_methods(["GET", "POST"])
def check(request, place):
    """What would be submitted beside what is in force; posted, it is submitted."""
    # The draft first: who finds it gone finds the proposal it has become.
    desk = Desk(place, writing=False)
    if request.method == "POST":
        known = _known(place, request.POST.get("public_id", ""))
        if known:
            return redirect("desk:receipt", *place.args, known.revision)
    if desk.draft is None:
        return redirect("desk:draft", *place.args)

    sheet = desk.begin()
    problems = _problems(place, desk, sheet, request.POST)
    if request.method == "POST" and place.may_submit and not problems:
        try:
            proposal = _submit(request, place, desk, sheet)
        except ValidationError as error:
            problems += [("", message) for message in error.messages]
        else:
            return redirect("desk:receipt", *place.args, proposal.revision)
    context = _context(place, desk, sheet, problems)
    status = 409 if request.method == "POST" else 200
    return render(request, "desk/check.html", context, status=status)


def _problems(place, desk, sheet, post):
    problems = list(sheet.problems)
    if not sheet.quantities and not problems:
        problems.append(("", _("The draft is empty. There is nothing to submit.")))
    if post and post.get("version") != str(desk.version):
        text = _("The draft has changed since you checked it. Look again, then submit.")
        problems.append(("", text))
    return problems + _closed(place, post.get("round"))


def _closed(place, checked=None):
    """Why nothing can be submitted now, or not at the prices that were looked at."""
    if not place.period.takes_proposals:
        words = {"period": place.period, "status": place.period.get_status_display()}
        text = _("%(period)s takes no proposals now: %(status)s. Your draft is kept.")
        return [("", text % words)]
    words = {"checked": checked, "round": place.round.number}
    if not place.round.takes_answers(clock.now()):
        text = _(
            "Round %(round)d has closed and is being counted. Your draft is kept; "
            "submit it when the next round opens."
        )
        return [("", text % words)]
    if checked is not None and checked != str(place.round.number):
        text = _(
            "The round you were looking at has closed. Round %(round)d is open, with "
            "new prices: look again, then submit. Your draft is kept."
        )
        return [("", text % words)]
    return []


def _known(place, text):
    """The proposal a form with this id has made before, if it has."""
    identity = _uuid(text)
    proposals = Proposal.objects.filter(council=place.council, period=place.period)
    return identity and proposals.filter(public_id=identity).first()


@transaction.atomic
def _submit(request, place, desk, sheet):
    """Submit and clear the desk, unless somebody has gone on writing meanwhile."""
    quantities = {good.code: units for good, units in sheet.quantities.items()}
    proposal = _send(
        request,
        place,
        quantities,
        note=sheet.note,
        notes=sheet.notes,
        value=_value(place, appraisal(place, sheet)),
    )
    # Submitting has locked the council, so the draft holds still.
    kept = draft_of(place)
    if kept and kept.version == desk.version:
        discard_draft(council=place.council, period=place.period)
    return proposal


def _value(place, appraised):
    """What the letter says the proposal is worth."""
    return Value(appraised.cost, appraised.benefit, place.round.number)


def _send(request, place, quantities, **said):
    clerk = place.seat.role == Membership.Role.CLERK
    proposal, _created = submit(
        council=place.council,
        period=place.period,
        quantities=quantities,
        origin=Proposal.Origin.CLERK if clerk else Proposal.Origin.MEMBER,
        submitted_by=request.user,
        public_id=_uuid(request.POST.get("public_id", "")),
        **said,
    )
    return proposal


def _context(place, desk, sheet, problems):
    now = {good.pk: units for good, units in sheet.quantities.items()}
    # A first proposal of the year is looked at beside the year before.
    before = desk.last.lines if desk.last else desk.last_year
    appraised = appraisal(place, sheet)
    goods = desk.catalogue.named(now.keys() | before.keys())
    rows = compare(goods, before, now, capacities(place), sheet.notes)
    return {
        "place": place,
        "desk": desk,
        "sheet": sheet,
        "problems": problems,
        "rows": [row for row in rows if row.changed],
        "same": [row for row in rows if not row.changed],
        "doubts": [row for row in rows if row.doubt],
        "appraisal": appraised,
        "before": bool(before),
        "short": is_short(place, appraised),
        "public_id": uuid.uuid4(),
    }


@for_members
@require_http_methods(["GET", "POST"])
def withdraw(request, place):
    """Take the council out of the year; never by an empty form."""
    problems = _closed(place)
    if request.method == "POST" and place.may_submit and not problems:
        known = _known(place, request.POST.get("public_id", ""))
        if known:
            return redirect("desk:receipt", *place.args, known.revision)
        if request.POST.get("sure") == "yes":
            try:
                proposal = _send(request, place, {})
            except ValidationError as error:
                problems += [("", message) for message in error.messages]
            else:
                return redirect("desk:receipt", *place.args, proposal.revision)
        else:
            problems.append(("sure", _("Tick the box if you really mean it.")))
    context = {
        "place": place,
        "last": last_of(place),
        "problems": problems,
        "public_id": uuid.uuid4(),
    }
    return render(request, "desk/withdraw.html", context)


@for_members
@require_safe
def receipt(request, place, revision):
    """What was submitted, when, and the digest by which it can be found again."""
    proposals = Proposal.objects.select_related("submitted_by")
    proposal = get_object_or_404(
        proposals, council=place.council, period=place.period, revision=revision
    )
    rounds = Round.objects.filter(period=place.period)
    answered = (
        rounds.filter(opened_at__lte=proposal.submitted_at).order_by("-number").first()
        or rounds.order_by("number").first()
    )
    lines = proposal.by_good()
    context = {
        "place": place,
        "proposal": proposal,
        "lines": [
            (good, units, proposal.notes.get(good.code, ""))
            for good, units in sorted(lines.items(), key=lambda line: by_name(line[0]))
        ],
        "round": answered,
        "late": answered.status != Round.Status.PAUSED
        and proposal.submitted_at >= answered.cutoff,
        "open": place.period.takes_proposals
        and place.round.status in (Round.Status.OPEN, Round.Status.PAUSED),
        "appraisal": appraise(council=place.council, round=answered, quantities=lines),
        "is_last": not Proposal.objects.filter(
            council=place.council, period=place.period, revision__gt=revision
        ).exists(),
    }
    return render(request, "desk/receipt.html", context)


def _uuid(text):
    try:
        return uuid.UUID(text)
    except ValueError:
        return None
