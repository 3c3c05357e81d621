"""Pages for many members at once: how long they wait, and how many can be served."""

import time
from dataclasses import dataclass
from statistics import median

import psutil
from django.test import Client
from django.urls import reverse

from benchmarks.members import crowd
from benchmarks.processor import spent
from benchmarks.region import PlannedRegion
from benchmarks.report import Report, percentile
from config.supervise import running
from councils.models import Council, Membership, Person
from councils.services import seat

TARGET = 0.3
WARM_UP, ALONE = 5.0, 3.0
ALL = "all"


@dataclass
class Answers:
    """What members were answered within some time, and what it cost the web server."""

    seconds: float
    computed: float
    answers: list

    def taken(self, page):
        return [taken for which, taken, _fine in self.answers if page in (which, ALL)]

    def errors(self, page):
        return sum(
            not fine for which, _taken, fine in self.answers if page in (which, ALL)
        )


def measure(options):
    report = Report(
        f"Pages for {options.members} members at once; the region has 120 councils and"
        " 70 goods",
        ["page", "asked", "median s", "p95 s", "slowest s", "errors", "target p95"],
        notes=[
            "Medians of the runs. The members are threads on the same machine as web",
            "server, worker and database, and take their part of its cores.",
        ],
    )
    region = PlannedRegion()
    with running(host="127.0.0.1", port=0, prepare=region.settle_in) as service:
        asking = members(region, options.members)
        crowd(service.port, asking, seconds=WARM_UP, pause=0.1)
        for page in asking[0][1]:
            only = [(session, {page: pages[page]}) for session, pages in asking[:1]]
            runs = _runs(service, only, seconds=ALONE, pause=0, count=1)
            _add(report, f"one member alone, {page}", runs, [])
        pages = [*asking[0][1], ALL]
        paces = {f"{options.pause:g} s at each page": options.pause, "no pause": 0}
        for name, pause in paces.items():
            runs = _runs(
                service,
                asking,
                seconds=options.seconds,
                pause=pause,
                count=options.runs,
            )
            _add(report, f"{options.members} members, {name}", runs, pages)
        service.check()
    return report


def members(region, count):
    """The session of each member, and the pages it goes round, by name."""
    councils = Council.objects.filter(kind__in=["worker", "consumer"])[:count]
    found = []
    for place in range(count):
        council = councils[place % len(councils)]
        person = Person.objects.create_user(f"member-{place}")
        seat(person=person, council=council, role=Membership.Role.DELEGATE)
        client = Client()
        client.force_login(person)
        found.append((client.cookies["sessionid"].value, _pages(region, council)))
    return found


def _pages(region, council):
    running, planned = region.running.code, region.planned.code
    return {
        "start": reverse("desk:start"),
        "year": reverse("desk:year", args=[running]),
        "round": reverse("desk:round", args=[running, 1]),
        "draft": reverse("desk:draft", args=[running, council.slug]),
        "council": reverse("desk:council", args=[running, council.slug]),
        "plan": reverse("desk:plan", args=[planned]),
    }


def _runs(service, asking, *, seconds, pause, count):
    runs = []
    for _run in range(count):
        computed, began = _computed(service), time.perf_counter()
        answers = crowd(service.port, asking, seconds=seconds, pause=pause)
        taken = time.perf_counter() - began
        runs.append(Answers(taken, _computed(service) - computed, answers))
    return runs


def _computed(service):
    return spent(psutil.Process(service.watched["web"].pid))


def _add(report, name, runs, pages):
    speed = median(len(run.answers) / run.seconds for run in runs)
    cost = 1000 * median(run.computed / len(run.answers) for run in runs)
    head = f"{name}: {speed:.3g} pages/s, {cost:.3g} ms CPU a page"
    report.rows.append((head, *[""] * (len(report.columns) - 1)))
    for page in pages:
        taken = [run.taken(page) for run in runs]
        figures = [median(percentile(run, rank) for run in taken) for rank in (50, 95)]
        slowest = median(map(max, taken))
        errors = sum(run.errors(page) for run in runs)
        asked = sum(map(len, taken))
        report.rows.append((f"  {page}", asked, *figures, slowest, errors, TARGET))
