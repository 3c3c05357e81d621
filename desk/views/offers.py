"""The models' offer: what it holds for a council, and the council's word about it."""

from dataclasses import dataclass
from decimal import Decimal

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from desk.access import for_members
from desk.names import by_name
from iteration.insight import prices_of
from iteration.models import Offer, OfferPart, Signature
from iteration.services import sign
from ledger import clock
from proposals.models import Good

WORDS = {"yes": True, "no": False}


@dataclass(frozen=True)
class Line:
    """A good in the three versions, smallest units: requested +, offered -."""

    good: Good
    price: Decimal
    proposed: int
    offered: int
    settled: int


@for_members
@require_http_methods(["GET", "POST"])
def offer(request, place):
    """Proposal, offer and settlement side by side; posted, accepted or objected to."""
    part = _part(place)
    problems = []
    if request.method == "POST":
        problems = _sign(request, place, part.offer)
        if not problems:
            return redirect("desk:offer", *place.args)
    said = Signature.objects.in_force(part.offer).filter(council=place.council)
    now = clock.now()
    context = {
        "place": place,
        "part": part,
        "offer": part.offer,
        "parts": _sides(part),
        "said": said.select_related("person").first(),
        "is_open": part.offer.can_be_signed(now),
        "now": now,
        "problems": problems,
    }
    status = 409 if problems else 200
    return render(request, "desk/offer.html", context, status=status)


def _part(place):
    """The council's part in the newest offer that was not taken back, or 404."""
    parts = OfferPart.objects.filter(offer__period=place.period, council=place.council)
    parts = parts.exclude(offer__status=Offer.Status.WITHDRAWN)
    part = parts.select_related("offer__round", "proposal").order_by("-offer").first()
    if part is None:
        raise Http404
    part.offer.period = place.period
    return part


def _sign(request, place, standing):
    """Sign; return what is wrong if it cannot be done."""
    accepts = WORDS.get(request.POST.get("accepts"))
    if accepts is None:
        return [("word", _("Choose whether your council accepts or objects."))]
    try:
        sign(
            offer=standing,
            council=place.council,
            person=request.user,
            accepts=accepts,
        )
    except ValidationError as error:
        return [("", message) for message in error.messages]
    text = (
        _("Your council accepts the offer.")
        if accepts
        else _("Your council objects and keeps its proposal.")
    )
    messages.success(request, text)
    return []


def _sides(part):
    """What the council makes and what it uses, with the worth of each version."""
    goods = Good.objects.in_bulk(part.goods)
    prices = prices_of(part.offer.round, part.goods)
    proposed = part.proposal.lines
    columns = zip(part.goods, part.quantities, part.settled, strict=True)
    lines = sorted(
        (
            Line(goods[key], prices[key], proposed[key], offered, settled)
            for key, offered, settled in columns
        ),
        key=lambda line: by_name(line.good),
    )
    made = [line for line in lines if line.proposed < 0]
    used = [line for line in lines if line.proposed > 0]
    return [
        (side, found, [_worth(found, name) for name in VERSIONS])
        for side, found in (("offer", made), ("request", used))
        if found
    ]


VERSIONS = ("proposed", "offered", "settled")


def _worth(lines, version):
    return sum(
        (
            line.good.in_units(abs(getattr(line, version))) * line.price
            for line in lines
        ),
        Decimal(0),
    )
