"""Councils that leave, end, are merged or split, and come back."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from console.access import for_facilitators
from console.council_kinds import ACTS, Kind
from console.forms.goods import ReasonForm
from councils.models import Council, Departure, Membership
from councils.services.departures import Share, check_ends
from iteration.foreseen import foresee_leaving
from iteration.services import (
    join_council,
    leave_council,
    merge_councils,
    retire_council,
    split_council,
    undo_departure,
)
from ledger import clock
from proposals.models import Period

SHOWN = 20


@for_facilitators
@require_http_methods(["GET", "POST"])
def leave(request, slug):
    return _act(request, slug, Kind.LEAVE)


@for_facilitators
@require_http_methods(["GET", "POST"])
def retire(request, slug):
    return _act(request, slug, Kind.RETIRE)


@for_facilitators
@require_http_methods(["GET", "POST"])
def merge(request, slug):
    return _act(request, slug, Kind.MERGE)


@for_facilitators
@require_http_methods(["GET", "POST"])
def split(request, slug):
    return _act(request, slug, Kind.SPLIT)


@for_facilitators
@require_http_methods(["GET", "POST"])
def undo(request, slug):
    """Let a council take part again."""
    council = get_object_or_404(Council, slug=slug, practice=False)
    row = Departure.objects.standing().filter(council=council).first()
    if row is None:
        raise Http404
    form = ReasonForm(request.POST if request.method == "POST" else None)
    problems = [("id_reason", text) for text in form.errors.get("reason", [])]
    if form.is_valid():
        try:
            undo_departure(act=row.act, actor=request.user, **form.cleaned_data)
        except ValidationError as error:
            problems = [("", text) for text in error.messages]
        else:
            said = _("%(council)s takes part again.") % {"council": council}
            messages.success(request, said)
            return redirect("console:council", slug)
    together = Departure.objects.standing().filter(act=row.act)
    context = {
        "council": council,
        "row": row,
        "form": form,
        "problems": problems,
        "together": together.select_related("council"),
        "letters": _letters([each.council_id for each in together]),
    }
    return render(request, "console/councils/undo.html", context)


def _act(request, slug, kind):
    council = get_object_or_404(Council, slug=slug, practice=False)
    if Departure.objects.standing().filter(council=council).exists():
        messages.info(request, _("This has been decided already."))
        return redirect("console:council", slug)
    kind_of = ACTS[kind]
    form = kind_of.form(request.POST if request.method == "POST" else None, council)
    problems, preview = form.problems, None
    if form.is_valid():
        ends = form.ends()
        try:
            check_ends(kind, ends)
            if request.POST.get("do") == "confirm":
                reason = form.reason.cleaned_data["reason"]
                _end(kind, ends, reason, request.user)
                messages.success(request, kind_of.done % {"council": council})
                return redirect("console:council", slug)
            preview = _foresee(list(ends))
        except ValidationError as error:
            problems = [("", text) for text in error.messages]
        except IntegrityError as error:
            reason = str(error).partition("\n")[0]
            text = _("The database refuses this: %(reason)s") % {"reason": reason}
            problems = [("", text)]
    context = {
        "council": council,
        "kind": kind_of,
        "form": form,
        "problems": problems,
        "preview": preview,
    }
    return render(request, "console/councils/act.html", context)


def _foresee(councils):
    losses = foresee_leaving(councils, clock.now())
    running = Period.objects.real().filter(proposals__council__in=councils)
    return {
        "councils": councils,
        "losses": losses[:SHOWN],
        "more": max(len(losses) - SHOWN, 0),
        "letters": _letters([council.pk for council in councils]),
        "running": running.exclude(
            status__in=(Period.Status.DRAFT, Period.Status.CLOSED)
        ).distinct(),
        "preparing": Period.objects.real().filter(frozen_at=None),
        "members": sum(council.members for council in councils),
    }


def _letters(councils):
    """How many people are written to, if they want such letters."""
    seats = Membership.objects.open().filter(council__in=councils)
    return seats.exclude(person__email="").values("person").distinct().count()


def _end(kind, ends, reason, actor):
    """Let the new councils join, then let the others end: all or nothing."""
    about = {"reason": reason, "actor": actor}
    council = next(iter(ends))
    if kind == Kind.LEAVE:
        leave_council(council=council, **about)
    elif kind == Kind.RETIRE:
        retire_council(council=council, **about)
    elif kind == Kind.MERGE:
        with transaction.atomic():
            into = _joined(ends[council][0].council, **about)
            merge_councils(councils=list(ends), into=into, **about)
    else:
        with transaction.atomic():
            parts = [
                Share(_joined(part.council, **about), part.share)
                for part in ends[council]
            ]
            split_council(council=council, into=parts, **about)


def _joined(heir, **about):
    names = ("slug", "name", "name_de", "kind", "parent", "members")
    return join_council(**{name: getattr(heir, name) for name in names}, **about)
