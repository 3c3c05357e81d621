"""The demonstration's region on several servers that plan its year together."""

import csv
import time
from concurrent.futures import ThreadPoolExecutor

from tests.federation.nodes import ADA, MEET, REGION, split_region

CODE = "2027"
# Three levels: the first leads three, of whom one leads none, and so on.
EIGHT = (None, 0, 0, 1, 1, 2, 2, 2)
FEDERATIONS = ("consumer", "consumer_federation")
IMPORT = (
    ADA
    + """
from datetime import timedelta
from io import StringIO
from django.core.management import call_command
from proposals.models import Period
call_command("import_package", "{folder}", stdout=StringIO())
Period.objects.filter(code="2027").update(
    round_length=timedelta(seconds={seconds}), automatic=True
)
"""
)
SHARE = (
    ADA
    + """
from federation.models import Peer
from federation.services.shared_years import invite_server, share_year
from federation.together.joining import join_year
from proposals.models import Period
who = {{"actor": ada, "reason": "We plan together."}}
if {parent!r}:
    parent = Peer.objects.get(origin={parent!r})
    year = join_year(parent=parent, code="2027", answers_trials={trials}, **who)
else:
    year = share_year(period=Period.objects.get(code="2027"), **who)
for origin in {below!r}:
    invite_server(year=year, peer=Peer.objects.get(origin=origin), **who)
"""
)
ALONE = """
import json
from datetime import timedelta
from iteration.models import Round
from iteration.services import close_round, open_period, publish_plan, settle_period
from ledger import clock
from proposals.models import Period
period = Period.objects.get(code="2027")
open_period(period=period)
while True:
    round = Round.objects.current(period)
    if round.status == Round.Status.PUBLISHED:
        break
    # The first proposals were there before the first round.
    opened = round.opened_at - timedelta(hours=round.number == 1)
    Round.objects.filter(pk=round.pk).update(opened_at=opened, cutoff=clock.now())
    close_round(round.pk)
period.refresh_from_db()
settle_period(period=period)
period.refresh_from_db()
publish_plan(period=period)
"""
STATE = """
import json
from iteration.models import Publication
from iteration.recount import faults
from proposals.models import Period
period = Period.objects.get(code="2027")
documents = Publication.objects.filter(period=period, plan=None).order_by("number")
plan = period.plans.published().first()
counted = period.rounds.exclude(worst=None).order_by("number")
print(json.dumps({
    "status": period.status,
    "rounds": [each.digest for each in documents],
    "worst": [f"{each.worst:.4%}" for each in counted],
    "accord": plan.accord if plan else None,
    "faults": list(faults(period)) if plan else [],
}))
"""
PLAN = """
import json
from iteration.models import Assignment
from proposals.models import Good
codes = dict(Good.objects.values_list("pk", "code"))
rows = Assignment.objects.filter(plan__period__code="2027").select_related("council")
print(json.dumps({
    row.council.slug: sorted([codes[key], units] for key, units in row.lines.items())
    for row in rows
}))
"""
PRICES = """
import json
from iteration.models import Price
rows = Price.objects.filter(round__period__code="2027")
rows = rows.order_by("round__number", "good__code")
found = rows.values_list("round__number", "good__code", "price")
print(json.dumps([[number, code, str(price)] for number, code, price in found]))
"""


def division(count):
    """The region's councils for so many servers: households stay with their valley."""
    with (REGION / "councils.csv").open(encoding="utf-8", newline="") as source:
        rows = list(csv.DictReader(source))
    shares = [[] for _ in range(count)]
    for place, row in enumerate(rows):
        if row["kind"] in FEDERATIONS:
            place = 1 if "upper" in (row["parent"] or row["slug"]) else 2
        shares[place % count].append(row["slug"])
    return shares


def fill(nodes, shares, folder, *, seconds):
    """Start the servers' web and give each its councils, and rounds so long."""
    folders = split_region(folder, shares)

    def one(node, part):
        node.start("web")
        code = IMPORT.replace("{folder}", str(part))
        node.run(code.replace("{seconds}", str(seconds)))

    with ThreadPoolExecutor(2) as several:
        list(several.map(one, nodes, folders))


def join(nodes, parents, *, deaf=()):
    """Let neighbours in a tree meet, and agree to plan the year; ``deaf`` are the
    places of servers that answer no trial prices."""
    below = [
        [nodes[at].origin for at, parent in enumerate(parents) if parent == place]
        for place in range(len(nodes))
    ]

    def meet(place):
        above = [] if parents[place] is None else [nodes[parents[place]].origin]
        near = [*above, *below[place]]
        nodes[place].run("".join(MEET.replace("{origin}", each) for each in near))

    with ThreadPoolExecutor(2) as several:
        list(several.map(meet, range(len(nodes))))
    for place, node in enumerate(nodes):
        parent = "" if parents[place] is None else nodes[parents[place]].origin
        node.run(
            SHARE.format(parent=parent, below=below[place], trials=place not in deaf)
        )


def begin(nodes):
    """Let all work, and open the year at the first."""
    for node in nodes:
        node.start("work")
    nodes[0].manage("shared_year", "open", CODE, "--by", "ada")


def wait(node, condition, seconds, pause=1.0, year=CODE):
    """What a server says of a year as soon as a condition holds for it."""
    ends = time.monotonic() + seconds
    while not condition(found := state_of(node, year)):
        assert time.monotonic() < ends, f"{found}\n{node.said()}"
        time.sleep(pause)
    return found


def state_of(node, year=CODE):
    """What a server says of a year."""
    return node.run(STATE.replace(CODE, year))


def is_over(state):
    return state["status"] in ("published", "stalled")


def plan_of(nodes):
    """What every council is assigned, in smallest units, wherever it is."""
    return {slug: lines for node in nodes for slug, lines in node.run(PLAN).items()}
