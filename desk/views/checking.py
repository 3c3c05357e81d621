"""Check it yourself: what anybody, and what a council can recount without us."""

import hashlib
from functools import cache

from django.conf import settings
from django.http import FileResponse, Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from desk.access import for_members
from desk.names import by_name
from iteration.models import Publication
from iteration.proof import counted_without, prove, rounds_with, text_of
from ledger.canonical import canonical
from pages.access import find_period, public
from proposals.models import Proposal

PROGRAM = settings.BASE_DIR / "verify" / "verify_plan.py"


@public
@require_safe
def year(request, period):
    """The chain of a year's documents, the program, and the commands to run."""
    period = find_period(period)
    documents = _documents(period)
    context = {
        "period": period,
        "documents": documents,
        "newest": documents[-1] if documents else None,
        "listing": request.build_absolute_uri(
            reverse("desk:check-documents", args=[period.code])
        ),
        "program_digest": _program_digest(),
    }
    return render(request, "desk/checking/year.html", context)


@public
@require_safe
def documents(request, period):
    """The chain as a list that the program follows."""
    rows = [
        {
            "number": each.number,
            "digest": each.digest,
            "address": request.build_absolute_uri(
                reverse("desk:document", args=[each.digest])
            ),
        }
        for each in _documents(find_period(period))
    ]
    return JsonResponse({"commonplan": 1, "period": period, "documents": rows})


@public
@require_safe
def program(request):
    """The program itself, as a file."""
    return FileResponse(
        PROGRAM.open("rb"),
        as_attachment=True,
        filename=PROGRAM.name,
        content_type="text/x-python; charset=utf-8",
    )


@for_members
@require_safe
def receipt(request, place, revision):
    """Was this revision counted? The way from its receipt to the published root."""
    proposal = _proposal(place, revision)
    rounds = rounds_with(proposal)
    chosen = _chosen(rounds, request.GET.get("round", ""))
    lines = proposal.by_good().items()
    context = {
        "place": place,
        "proposal": proposal,
        "text": text_of(proposal),
        "lines": sorted(lines, key=lambda line: by_name(line[0])),
        "rounds": rounds,
        "round": chosen,
        "proof": chosen and prove(proposal, chosen),
        "came_late": chosen and counted_without(chosen.publication),
    }
    return render(request, "desk/checking/receipt.html", context)


@for_members
@require_safe
def receipt_file(request, place, revision, number):
    """The same as a file that the program takes."""
    proposal = _proposal(place, revision)
    for round in rounds_with(proposal):
        if round.number == number and (proof := prove(proposal, round)):
            name = f"receipt-{place.council.slug}-{number}.json"
            return HttpResponse(
                canonical(proof.document()),
                content_type="application/json",
                headers={"Content-Disposition": f'attachment; filename="{name}"'},
            )
    raise Http404


def _documents(period):
    publications = Publication.objects.filter(period=period).order_by("number")
    return list(publications.select_related("round", "plan").defer("body"))


def _proposal(place, revision):
    proposals = Proposal.objects.select_related("council", "period")
    return get_object_or_404(
        proposals, council=place.council, period=place.period, revision=revision
    )


def _chosen(rounds, number):
    """The round asked for, or the newest."""
    asked = [round for round in rounds if str(round.number) == number]
    return (asked or rounds or [None])[-1]


@cache
def _program_digest():
    return hashlib.sha256(PROGRAM.read_bytes()).hexdigest()
