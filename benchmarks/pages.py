"""Pages for many members at once: how long they wait, and how many can be served."""

import time
from statistics import median

from django.test import Client
from django.urls import reverse

from benchmarks.members import crowd
from benchmarks.region import PlannedRegion
from benchmarks.report import Report, percentile
from config.supervise import running
from councils.models import Council, Membership, Person
from councils.services import seat

TARGET = 0.3
# Who reads a page before asking for the next, and who never does.
PAUSES = {"1 s between pages": 1.0, "no pause": 0.0}
WARM_UP = 5.0


def measure(options):
    report = Report(
        f"Pages for {options.members} members at once; the region has 120 councils and"
        " 70 goods",
        ["page", "requests", "median s", "p95 s", "slowest s", "errors", "target p95"],
        notes=[
            "Medians of the runs. The members are threads on the same machine as web",
            "server, worker and database, and take their part of its cores.",
        ],
    )
    region = PlannedRegion()
    with running(host="127.0.0.1", port=0, prepare=region.settle_in) as service:
        asking = members(region, options.members)
        crowd(service.port, asking, seconds=WARM_UP, pause=0.1)
        for name, pause in PAUSES.items():
            runs = []
            for _run in range(options.runs):
                began = time.perf_counter()
                answers = crowd(
                    service.port, asking, seconds=options.seconds, pause=pause
                )
                runs.append((answers, time.perf_counter() - began))
            _add(report, name, runs)
            service.check()
    return report


def members(region, count):
    """The cookie of each member, and the pages it goes round, by name."""
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


def _add(report, name, runs):
    per_second = median(len(answers) / seconds for answers, seconds in runs)
    report.rows.append((f"{name}: {per_second:.1f} pages/s", *[""] * 6))
    pages = list(dict.fromkeys(page for page, _seconds, _fine in runs[0][0]))
    for page in [*pages, "all"]:
        taken = [
            [seconds for which, seconds, _fine in answers if page in (which, "all")]
            for answers, _seconds in runs
        ]
        errors = sum(
            not fine
            for answers, _seconds in runs
            for which, _taken, fine in answers
            if page in (which, "all")
        )
        figures = [median(percentile(run, rank) for run in taken) for rank in (50, 95)]
        count = sum(map(len, taken))
        slowest = median(map(max, taken))
        report.rows.append((f"  {page}", count, *figures, slowest, errors, TARGET))
