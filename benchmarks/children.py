"""A year of one server with many under it: python -m benchmarks.children.

A whole server with the demonstration's region, and under it servers of the second kind
(`tests/federation/second`), all in this process, each with a small council of its own;
together these deal in as much, however many they are. Figures of time are of two
machines in one: the servers below have what the root leaves them of it.
"""

import argparse
import json
import math
import time
from contextlib import ExitStack

import psutil
import psycopg

from benchmarks.federation import EMPTY, ground, url_of
from benchmarks.hamlets import hamlet, join
from benchmarks.processor import spent
from benchmarks.report import Report
from benchmarks.stage import stage
from tests.federation.nodes import servers
from tests.federation.trees import CODE, begin, division, fill

TRIALS = {"part", "heard", "answers", "turned"}
TOLERATE = """
from proposals.models import Period
Period.objects.filter(code="2027").update(tolerance="{tolerance}")
"""
FIGURES = """
import json
from django.db.models import Max
from django.db.models.functions import Length
from federation.models import PartDocument, Post
from proposals.models import Period
period = Period.objects.get(code="2027")
rounds = list(period.rounds.exclude(published_at=None).order_by("number"))
records = Post.objects.filter(about=Post.About.RECORD)
sent = dict(records.values_list("number").annotate(Max("sent_at")))
plan = period.plans.order_by("pk").last()
sizes = [
    rows.aggregate(most=Max(Length("body")))["most"] or 0
    for rows in (Post.objects, PartDocument.objects)
]
print(json.dumps({
    "status": period.status,
    "in time": [
        sum(
            row["document"] != "" and not row["late"]
            for row in json.loads(each.publication.body).get("servers", [])
        )
        for each in rounds
    ],
    "publishing": [
        (each.published_at - each.cutoff).total_seconds() for each in rounds
    ],
    "telling": [
        (sent[each.number] - each.published_at).total_seconds()
        for each in rounds if sent.get(each.number)
    ],
    "settling": (
        (plan.settled_at - rounds[-1].published_at).total_seconds() if plan else None
    ),
    "largest": max(sizes),
}))
"""
COLUMNS = [
    "children", "hearing", "rounds", "parts in time", "publishing s", "slowest",
    "telling s", "slowest", "trial questions", "settlement, questions", "s",
    "processor s a round", "of the database", "largest kB", "end",
]  # fmt: skip
NOTES = [
    "Parts in time: the fewest of any round. Publishing: from the root's cutoff until",
    "the document is published; telling: until the last one below has taken it. Both:",
    "mean of the rounds, and the slowest. Processor: of the root, settlement included.",
]


def row(server, folder, options, count):
    """A line of the table: a year with so many servers below."""
    hearing = max(options.hearing, math.ceil(count / 10))
    with (
        servers(["root"], folder, lambda name: url_of(server, name), EMPTY) as [root],
        ExitStack() as stack,
    ):
        fill([root], division(1), folder / "parts", seconds=options.round)
        root.run(TOLERATE.format(tolerance=options.tolerance))
        below = [
            stack.enter_context(hamlet(root.origin, place, count, hearing=hearing))
            for place in range(count)
        ]
        join(root, below)
        begin([root])
        tops = [psutil.Process(each.pid) for each in root.processes.values()]
        own, stored = spent(*tops), spent(_database(server))
        _wait(root, below, options.patience)
        own, stored = spent(*tops) - own, spent(_database(server)) - stored
        said = root.run(FIGURES)
    wrong = [each for child in below for each in child.rejected + child.refused]
    largest = max(said["largest"], *(child.largest for child in below))
    rounds = len(said["in time"])
    asked = below[0].course.asked
    trials = sum(name in TRIALS for name in asked)
    return (
        count, hearing, rounds, min(said["in time"], default=0),
        *_mean_and_most(said["publishing"]), *_mean_and_most(said["telling"]),
        trials, len(asked) - trials, said["settling"] or math.inf,
        own / max(rounds, 1), stored / max(rounds, 1), largest / 1000,
        f"{said['status']}, {len(wrong)} refused: {wrong[:1]}" if wrong
        else said["status"],
    )  # fmt: skip


def _database(server):
    """The first process of the database, whose children are its connections."""
    return psutil.Process(int((server.data / "postmaster.pid").read_text().split()[0]))


def _wait(root, below, patience):
    """Until all below were told that the plan is published, or nothing goes on."""
    ends = time.monotonic() + patience
    state = "SELECT status FROM proposals_period WHERE code = %s"
    with psycopg.connect(root.environment["DATABASE_URL"], autocommit=True) as session:
        while time.monotonic() < ends:
            [status] = session.execute(state, [CODE]).fetchone()
            if status == "stalled" or all(child.course.plan for child in below):
                return
            if any(child.refused for child in below):
                return
            time.sleep(1)


def _mean_and_most(seconds):
    if not seconds:
        return math.inf, math.inf
    return sum(seconds) / len(seconds), max(seconds)


def main():
    options = _parser().parse_args()
    report = Report("Many servers under one", COLUMNS, notes=NOTES)
    with stage() as folder, ground(folder) as server:
        for count in options.children:
            found = row(server, folder / str(count), options, count)
            report.rows.append(found)
            print(json.dumps(found), flush=True)
    report.show(as_json=options.json)


def _parser():
    parser = argparse.ArgumentParser(prog="python -m benchmarks.children")
    parser.add_argument("--children", type=int, nargs="+", default=[10, 30, 100])
    parser.add_argument(
        "--hearing", type=int, default=0, help="so many answer trials; a tenth at least"
    )
    parser.add_argument(
        "--round", type=int, default=40, metavar="SECONDS", help="how long it is open"
    )
    parser.add_argument("--tolerance", default="0.05")
    parser.add_argument("--patience", type=float, default=1800, metavar="SECONDS")
    parser.add_argument("--json", action="store_true")
    return parser


if __name__ == "__main__":
    main()
