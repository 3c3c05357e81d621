"""The paper form: printed empty, filled in by hand, typed in by the clerk."""

import uuid

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from desk.access import for_members
from desk.comparison import compare
from desk.drafting import Desk
from desk.printing.entry import BLANK, PaperEntry, printed
from desk.printing.form_number import new_number, read_number
from desk.printing.qr import qr_code
from desk.sheet import NOTE
from desk.spreadsheets.own import desk_of
from iteration.insight import appraise
from ledger import clock
from ledger.models import Record
from ledger.services import record
from proposals.models import Proposal
from proposals.services import submit

TYPED = "proposal.typed_from_paper"


@for_members
@require_safe
def form(request, place):
    """An empty form with a number of its own."""
    desk = Desk(place)
    sides = [(_("We need"), "request"), (_("We offer"), "offer")]
    enter = settings.BASE_URL + reverse("desk:paper-enter", args=place.args)
    context = {
        "place": place,
        "number": new_number(place),
        "parts": [(heading, printed(desk, side)) for heading, side in sides],
        "blank": range(BLANK),
        "enter": enter,
        "qr": qr_code(enter, _("QR code: where the figures are typed in")),
        "large": request.GET.get("size") == "large",
    }
    return render(request, "desk/paper/form.html", context)


@for_members
@require_http_methods(["GET", "POST"])
def enter(request, place):
    """Type the figures of a form in; looked at once more, they are submitted."""
    if not place.may_submit:
        raise Http404
    entry = PaperEntry(place, desk_of(place), request.POST)
    if request.method == "GET":
        return _page(request, entry, [])
    known = _known(place, request.POST.get("public_id", ""))
    if known:
        return redirect("desk:receipt", *place.args, known.revision)
    do = request.POST.get("do")
    if do == "add":
        return _page(request, entry, [])
    problems = _problems(entry, request.POST)
    # Enter in a field presses the first button: only what was looked at goes out.
    looked = request.POST.get("looked") == entry.digest
    if not problems and do == "submit" and looked:
        try:
            proposal = _submit(entry, request)
        except ValidationError as error:
            problems = [("", message) for message in error.messages]
        else:
            return redirect("desk:receipt", *place.args, proposal.revision)
    return _page(request, entry, problems, checked=not problems)


def _page(request, entry, problems, *, checked=False):
    place, desk = entry.place, entry.desk
    context = {
        "place": place,
        "entry": entry,
        "problems": problems,
        "goods": desk.catalogue.goods,
        "added": request.method == "POST",
        "checked": checked,
        "closed": _closed(place),
    }
    if checked:
        now = {good.pk: units for good, units in entry.quantities.items()}
        before = desk.last.lines if desk.last else {}
        goods = desk.catalogue.named(now.keys() | before.keys())
        rows = compare(goods, before, now)
        context |= {
            "rows": [row for row in rows if row.changed],
            "doubts": [row for row in rows if row.doubt],
            "appraisal": appraise(
                council=place.council, round=place.round, quantities=entry.quantities
            ),
            "public_id": uuid.uuid4(),
            "looked": entry.digest,
        }
    status = 422 if problems else 200
    return render(request, "desk/paper/enter.html", context, status=status)


def _problems(entry, post):
    place, found = entry.place, []
    number = read_number(place, entry.number)
    if number is None:
        text = _("There is no form with this number for this council and year.")
        found.append(("form", text))
    elif earlier := _typed_before(place, number):
        text = _("This form was typed in already, as revision %(n)d.")
        if post.get("again") != "yes":
            found.append(("again", text % {"n": earlier}))
    found += entry.problems
    if not entry.quantities and not found:
        found.append(("", _("The form is empty. There is nothing to submit.")))
    return found + [("", text) for text in _closed(place)]


def _closed(place):
    if not place.period.takes_proposals:
        words = {"period": place.period, "status": place.period.get_status_display()}
        return [_("%(period)s takes no proposals now: %(status)s.") % words]
    if not place.round.takes_answers(clock.now()):
        text = _("Round %(round)d has closed and is being counted.")
        return [text % {"round": place.round.number}]
    return []


def _typed_before(place, number):
    """The revision a form has become, if it was typed in before."""
    records = Record.objects.filter(
        kind=TYPED, subject=f"{place.period.code}/{place.council.slug}"
    )
    found = records.filter(data__form=number).order_by("-pk").first()
    return found.data["revision"] if found else None


@transaction.atomic
def _submit(entry, request):
    """Hand the figures in as the clerk's, with the number of their form."""
    place, number = entry.place, read_number(entry.place, entry.number)
    mark = _("Paper form %(number)s") % {"number": number}
    proposal, _created = submit(
        council=place.council,
        period=place.period,
        quantities={good.code: n for good, n in entry.quantities.items()},
        origin=Proposal.Origin.CLERK,
        submitted_by=place.person,
        public_id=_uuid(request.POST.get("public_id", "")),
        note=f"{mark}\n{entry.note}".strip()[:NOTE],
    )
    record(
        kind=TYPED,
        subject=f"{place.period.code}/{place.council.slug}",
        actor=place.person,
        data={"form": number, "revision": proposal.revision},
    )
    return proposal


def _known(place, text):
    """The proposal this very page has made before, if it has."""
    identity = _uuid(text)
    proposals = Proposal.objects.filter(council=place.council, period=place.period)
    return identity and proposals.filter(public_id=identity).first()


def _uuid(text):
    try:
        return uuid.UUID(text)
    except ValueError:
        return None
