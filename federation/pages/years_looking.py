"""A shared year, and each of its rounds, for everybody at this server."""

from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from federation.models import SharedYear
from federation.pages.statements import faults_of
from federation.pages.years_contradictions import contradictions, evidence, pair_of
from federation.pages.years_heads import (
    DIFFERENT,
    SAME,
    differences,
    documents_here,
    histories,
    taken,
)
from federation.pages.years_now import read_now
from federation.pages.years_seen import AWAITED, Seen, answers_in, told
from federation.pages.years_tree import tree
from federation.pages.years_trouble import troubles
from federation.pages.years_words import ROLES, SHORT, names, next_step
from federation.services.shared_years import FEW
from pages.access import OVERSEE, RUN, for_people
from proposals.models import Period

PAGE = 20
# Until a plan is settled, a year can go on without a server.
REMOVABLE = {
    *(Period.Status.DRAFT, Period.Status.OPEN),
    *(Period.Status.STALLED, Period.Status.AGREED),
}


def find_year(request, code):
    """A year planned together; one in preparation only for who runs or reads years."""
    years = SharedYear.objects.select_related("period", "parent")
    if not request.user.has_perm(OVERSEE):
        years = years.public()
    return get_object_or_404(years, period__code=code)


@for_people
@require_safe
def years(request):
    """The years planned together, what this server is in each, and what is next."""
    found = SharedYear.objects.select_related("period", "parent")
    found = found.order_by("-period__starts", "pk")
    if not request.user.has_perm(OVERSEE):
        found = found.public()
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "years": [(now, SHORT[now.role], next_step(now)) for now in read_now(page)],
        "may_change": request.user.has_perm(RUN),
    }
    return render(request, "federation/servers/years/list.html", context)


@for_people
@require_safe
def year(request, period):
    """One of them: the tree of servers, its rounds, and whatever went wrong."""
    found = find_year(request, period)
    [now] = read_now([found])
    seen = Seen(found, now.members)
    trouble, more = troubles(found)
    ours = documents_here(seen)
    context = {
        "year": found,
        "period": found.period,
        "room": "servers",
        "now": now,
        "role": ROLES[now.role],
        "next": next_step(now),
        "tree": tree(now, seen),
        "counted": seen.counted,
        "left": [each for each in now.members if each.left_at],
        "rounds": [_in_short(seen, each) for each in seen.rounds],
        "differences": differences(now, ours),
        "histories": histories(now, ours),
        "faults": _faults(found),
        "troubles": trouble,
        "more_troubles": more,
        "may_change": request.user.has_perm(RUN),
        "may_remove": found.period.status in REMOVABLE,
    }
    return render(request, "federation/servers/years/year.html", context)


@for_people
@require_safe
def round_together(request, period, number):
    """A round: what each server below has sent, and what was counted of it."""
    found = find_year(request, period)
    [now] = read_now([found])
    seen = Seen(found, now.members)
    round = next((each for each in seen.rounds if each.number == number), None)
    if round is None:
        raise Http404
    stands = seen.stands(round)
    pairs, count = contradictions(found, number)
    overseer = request.user.has_perm(OVERSEE)
    context = {
        "year": found,
        "period": found.period,
        "room": "servers",
        "round": round,
        "document": seen.documents.get(number, ("", []))[0],
        "rows": _rows(found, seen, round, stands),
        "own": _own(found, seen, round),
        "awaited": names([each.member for each in stands if each.state is AWAITED]),
        "pairs": [(pair, overseer or not pair.few) for pair in pairs],
        "more_pairs": count - len(pairs),
        "few": FEW,
    }
    return render(request, "federation/servers/years/round.html", context)


@for_people
@require_safe
def both_parts(request, period, number, part):
    """Two different parts as they were signed, for anybody to check."""
    found = find_year(request, period)
    pair = pair_of(found, number, part)
    if pair is None or (pair.few and not request.user.has_perm(OVERSEE)):
        raise Http404
    answer = JsonResponse(evidence(found, pair), json_dumps_params={"indent": 1})
    name = f"{period}-round-{number}-two-parts.json"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _faults(year):
    """What the server above signed about the year, and what does not hold."""
    if year.parent_id is None:
        return []
    return [each for each in faults_of(year.parent) if each.year_id == year.pk]


def _in_short(seen, round):
    """A round in one line: how many parts came, and what is remarkable."""
    stands = seen.stands(round)
    states = [each.state[0] for each in stands]
    return {
        "round": round,
        "all": len(stands),
        "come": sum(each.part is not None for each in stands),
        "late": states.count("due") if seen.rows(round.number) is not None else 0,
        "out": states.count("bad"),
        "disputed": sum(each.disputed for each in stands),
        "missed": round.number in seen.missed,
        "digest": seen.documents.get(round.number, ("", []))[0],
    }


def _rows(year, seen, round, stands):
    """Each server below with its answers, and the document it says it has."""
    parts = [each.part.pk for each in stands if each.part is not None]
    says = year.parts.filter(pk__in=parts).said("answers")
    answers = {part.pk: answers_in({"answers": part.says_answers}) for part in says}
    digest = seen.documents.get(round.number, ("", []))[0]
    there = taken(year, round.number)
    return [
        {
            "stand": each,
            "answers": answers.get(each.part.pk) if each.part else None,
            "there": there.get(each.member.peer_id, ""),
            "same": SAME if there.get(each.member.peer_id) == digest else DIFFERENT,
        }
        for each in stands
    ]


def _own(year, seen, round):
    """This server's own part of a round: what it sent up, and what became of it."""
    part = seen.own.get(round.number)
    in_document = {
        row["server"]: row for row in seen.documents.get(round.number, ("", []))[1]
    }
    rows = told(part.says_servers) if part else list(in_document.values())
    own = next((row for row in rows if row["server"] == settings.BASE_URL), None)
    return {
        "part": part,
        "row": own,
        "above": in_document.get(settings.BASE_URL) if part else None,
        "published": bool(in_document),
        "missed": round.number in seen.missed,
    }
