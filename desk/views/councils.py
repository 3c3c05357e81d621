from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from councils.models import Council
from desk.access import for_members
from desk.drafting import draft_of, last_of, main_output
from desk.duties import duty_at
from desk.forms import StandingForm
from iteration.insight import public_charge
from proposals.models import Entitlement, Proposal, StandingInstruction
from proposals.services import discard_draft, instruct, revoke


@for_members
@require_safe
def council(request, place):
    """How a council stands in a year: duty, revisions, standing instruction, means."""
    now = timezone.now()
    revisions = Proposal.objects.filter(council=place.council, period=place.period)
    revisions = revisions.select_related("submitted_by").order_by("-revision")
    page = Paginator(revisions, 20).get_page(request.GET.get("page"))
    last = page[0] if page and page.number == 1 else last_of(place)
    given = standing_of(place)
    context = {
        "place": place,
        "now": now,
        "duty": duty_at(place, last, draft_of(place), given, now),
        "revisions": page,
        "standing": given,
        **_means(place),
    }
    return render(request, "desk/council.html", context)


def _means(place):
    """What a consumer council may use, and what its public goods cost of it."""
    if place.council.kind != Council.Kind.CONSUMER:
        return {}
    rows = list(Entitlement.objects.filter(council=place.council, period=place.period))
    total = sum(row.amount for row in rows)
    charge = public_charge(place.council, place.round)
    return {
        "entitlements": rows,
        "entitled": total,
        "charge": charge,
        "disposable": max(total - charge, 0),
    }


@for_members
@require_http_methods(["GET", "POST"])
def standing(request, place):
    """Give, change or revoke the standing instruction; members only read it."""
    given = standing_of(place)
    good = main_output(place)
    if not place.may_submit:
        context = {"place": place, "standing": given, "good": good}
        return render(request, "desk/standing.html", context)
    if request.method == "POST" and request.POST.get("do") == "revoke":
        if revoke(council=place.council, actor=request.user):
            messages.success(request, _("The standing instruction is revoked."))
        return redirect("desk:council", *place.args)

    sent = request.POST if request.method == "POST" else None
    form = StandingForm(sent, good=good, given=given)
    if form.is_valid():
        instruct(council=place.council, actor=request.user, **form.instruction)
        messages.success(request, _("The standing instruction is saved."))
        return redirect("desk:council", *place.args)
    context = {"place": place, "standing": given, "good": good, "form": form}
    return render(request, "desk/standing.html", context)


@for_members
@require_http_methods(["GET", "POST"])
def discard(request, place):
    """Throw the draft away, after a question."""
    draft = draft_of(place)
    if draft is None:
        return redirect("desk:draft", *place.args)
    if request.method == "POST":
        discard_draft(council=place.council, period=place.period)
        messages.success(request, _("The draft is thrown away."))
        return redirect("desk:council", *place.args)
    return render(request, "desk/discard.html", {"place": place, "draft": draft})


def standing_of(place):
    instructions = StandingInstruction.objects.filter(until=None)
    return instructions.filter(council=place.council).first()
