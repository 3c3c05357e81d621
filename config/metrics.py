"""Figures about the service for Prometheus; none about any council.

What the database knows is the same whichever process answers. How often and how fast
pages are answered each process counts for itself, so these carry its number.
"""

import hmac
import os
from ipaddress import ip_address

from django.conf import settings
from django.db.models import Count, Q
from django.http import Http404, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from iteration.models import Round
from iteration.parts import parts
from ledger import clock
from ledger.models import Heartbeat, Message, Record, Seal
from proposals.models import Proposal

from .counting import BUCKETS, REQUESTS

FORWARDED = ("X-Forwarded-For", "X-Forwarded-Proto", "Forwarded", "Via")


@require_safe
@never_cache
def metrics(request):
    """All figures, to whoever knows the token; without one, to this machine."""
    if not _may(request):
        raise Http404
    lines = [line for each in (_parts, _rounds, _record, _requests) for line in each()]
    return HttpResponse("\n".join(lines) + "\n", "text/plain; version=0.0.4")


def _may(request):
    if settings.METRICS_TOKEN:
        given = request.headers.get("Authorization", "").removeprefix("Bearer ")
        return hmac.compare_digest(given.encode(), settings.METRICS_TOKEN.encode())
    # Behind a proxy on this machine everybody would seem to be here.
    if any(name in request.headers for name in FORWARDED):
        return False
    address = request.META.get("REMOTE_ADDR", "")
    return bool(address) and ip_address(address).is_loopback


def _family(name, kind, samples, help):
    """One metric: ``samples`` are pairs of labels and value."""
    yield f"# HELP commonplan_{name} {help}"
    yield f"# TYPE commonplan_{name} {kind}"
    for labels, value in samples:
        yield f"commonplan_{name}{_labels(labels)} {value:g}"


def _labels(labels):
    # Names of routes, codes of years and numbers: nothing in them needs an escape.
    inside = ",".join(f'{name}="{value}"' for name, value in labels.items())
    return f"{{{inside}}}" if inside else ""


def _parts():
    found = parts(clock.now())
    silent = [({"part": p.name}, p.seconds) for p in found if p.seconds is not None]
    ok = [({"part": p.name}, p.ok) for p in found]
    yield from _family("part_ok", "gauge", ok, "1 while a part works in time.")
    yield from _family("part_seconds", "gauge", silent, "Silence or delay of a part.")


def _rounds():
    now = clock.now()
    rounds = Round.objects.exclude(status=Round.Status.PUBLISHED)
    open_ones = list(rounds.select_related("period"))
    names = [{"period": r.period.code, "round": r.number} for r in open_ones]
    # The clock of a round that is paused stands still.
    left = [(r.time_left or r.cutoff - now).total_seconds() for r in open_ones]
    own = Proposal.objects.filter(origin=Proposal.Origin.MEMBER)
    answers = [
        own.filter(period=r.period, submitted_at__gte=r.opened_at).aggregate(
            councils=Count("council", distinct=True)
        )["councils"]
        for r in open_ones
    ]
    yield from _family("rounds_open", "gauge", [({}, len(left))], "Rounds not counted.")
    for name, values, said in (
        ("seconds_left", left, "Seconds to the cutoff; below 0 it has passed."),
        ("answers", answers, "Councils that have handed in since it was opened."),
    ):
        samples = zip(names, values, strict=True)
        yield from _family(f"round_{name}", "gauge", samples, said)


def _record():
    waiting = Q(sent_at=None, dropped_at=None)
    counted = Message.objects.filter(waiting).aggregate(
        waiting=Count("pk"), failing=Count("pk", filter=~Q(error=""))
    )
    last = Seal.objects.order_by("-number").values_list("number", flat=True).first()
    failed = Heartbeat.objects.filter(name=Heartbeat.TASK_FAILED)
    figures = {
        "outbox_waiting": counted["waiting"],
        "outbox_failing": counted["failing"],
        "records_unsealed": Record.objects.filter(seal=None).count(),
        "last_seal": last or 0,
    }
    for name, value in figures.items():
        said = name.replace("_", " ").capitalize() + "."
        yield from _family(name, "gauge", [({}, value)], said)
    count = failed.values_list("count", flat=True).first() or 0
    yield from _family("tasks_failed_total", "counter", [({}, count)], "Failed tasks.")


def _requests():
    answers, times, seconds = REQUESTS.seen()
    pid = {"pid": os.getpid()}
    samples = [
        ({"route": route, "status": status, **pid}, count)
        for (route, status), count in sorted(answers.items())
    ]
    yield from _family("answers_total", "counter", samples, "Answers by status.")
    yield "# HELP commonplan_answer_seconds How long answers took."
    yield "# TYPE commonplan_answer_seconds histogram"
    for route, found in sorted(times.items()):
        below, name = 0, "commonplan_answer_seconds"
        for end, count in zip((*BUCKETS, "+Inf"), found, strict=True):
            below += count
            yield f"{name}_bucket{_labels({'route': route, **pid, 'le': end})} {below}"
        yield f"{name}_sum{_labels({'route': route, **pid})} {seconds[route]:.6f}"
        yield f"{name}_count{_labels({'route': route, **pid})} {below}"
