"""How a council decides, and what it has decided."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from councils.models import Ballot, DecisionRule, Membership
from councils.services import set_rule
from desk.access import for_seated
from desk.deciding_forms import RuleForm, begin
from desk.ending import chosen_end, ends, latest_end
from ledger import clock
from proposals.services import move_rule

PAGE = 20


@for_seated
@require_safe
def decisions(request, seat):
    """The rule in plain words, the open ballots, and what was decided."""
    now = clock.now()
    ballots = Ballot.objects.filter(council=seat.council).select_related(
        "motion__period", "motion__amends", "rule"
    )
    mine = set(
        seat.person.votes.filter(ballot__council=seat.council).values_list(
            "ballot", flat=True
        )
    )
    running = ballots.filter(closed_at=None).order_by("closes_at")
    closed = ballots.exclude(closed_at=None).order_by("-closed_at")
    context = {
        "seat": seat,
        "council": seat.council,
        "now": now,
        "rule": DecisionRule.objects.of(seat.council),
        "running": [(each, each.pk in mine, each.is_open(now)) for each in running],
        "closed": Paginator(closed, PAGE).get_page(request.GET.get("page")),
        "history": DecisionRule.objects.history(seat.council).select_related(
            "set_by", "ballot"
        )[:PAGE],
    }
    return render(request, "desk/deciding/decisions.html", context)


@for_seated
@require_http_methods(["GET", "POST"])
def rule(request, seat):
    """Another rule: a delegate sets it where delegates decide, else all vote on it."""
    standing = DecisionRule.objects.of(seat.council)
    proposed = DecisionRule.objects.proposed(seat.council)
    if not standing.by_ballot and seat.role != Membership.Role.DELEGATE:
        return redirect("desk:decisions", seat.council.slug)
    if proposed:
        return redirect("desk:ballot", seat.council.slug, proposed.ballot_id)
    now = clock.now()
    latest = latest_end(now, standing)
    sent = request.POST if request.method == "POST" else None
    form = RuleForm(sent, initial=begin(standing))
    problems = form.problems if sent is not None else []
    if form.is_valid():
        try:
            return _decide(request, seat, standing, form.cleaned_data, now, latest)
        except ValidationError as error:
            problems = [("", message) for message in error.messages]
    context = {
        "seat": seat,
        "council": seat.council,
        "rule": standing,
        "form": form,
        "problems": problems,
        "ends": ends(now, latest),
    }
    status = 409 if sent is not None else 200
    return render(request, "desk/deciding/rule.html", context, status=status)


def _decide(request, seat, standing, terms, now, latest):
    if not standing.by_ballot:
        set_rule(council=seat.council, set_by=request.user, **terms)
        messages.success(request, _("The rule is set and counts from now on."))
        return redirect("desk:decisions", seat.council.slug)
    moved = move_rule(
        council=seat.council,
        moved_by=request.user,
        closes_at=chosen_end(now, latest, request.POST.get("ends")),
        **terms,
    )
    messages.success(request, _("The change is put to the vote."))
    return redirect("desk:ballot", seat.council.slug, moved.ballot_id)
