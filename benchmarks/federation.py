"""One year on many servers: python -m benchmarks.federation.

Eight servers in a tree of three levels (a database, a web server and a worker each, on
loopback), the demonstration's region divided among them, plan its year; the plan is
compared with that of the same region on one server. Between the servers are wires that
can be long, and lose answers.
"""

import argparse
import os
import subprocess
import sys
import time
from contextlib import contextmanager

from benchmarks.report import Report
from benchmarks.stage import stage
from config.embedded import Server
from tests.databases import make_database
from tests.federation.nodes import ROOT, servers
from tests.federation.trees import (
    ALONE,
    EIGHT,
    PRICES,
    STATE,
    begin,
    division,
    fill,
    is_over,
    join,
    plan_of,
    wait,
)
from tests.federation.wires import Wire

EMPTY = "empty"
COLUMNS = [
    "servers", "answering trials", "delay ms", "lost", "rounds", "worst of each",
    "the same plan", "the same prices", "messages", "largest kB", "s",
]  # fmt: skip


@contextmanager
def ground(folder):
    """A server of databases with an empty, migrated one; addresses by their names."""
    server = Server(folder / "postgres", careless=True)
    server.start()
    try:
        make_database(EMPTY, url=server.url)
        environment = {
            **os.environ,
            "DATABASE_URL": url_of(server, EMPTY),
            "SECRET_KEY": "only here",
        }
        command = [sys.executable, "manage.py", "migrate", "--verbosity", "0"]
        subprocess.run(command, cwd=ROOT, env=environment, check=True)
        yield server
    finally:
        server.stop("immediate")


def url_of(server, name):
    return server.url.replace("/postgres?", f"/{name}?")


def one_server(server, folder):
    """The plan, the prices and the rounds of the region on one server."""
    with servers(["alone"], folder, lambda name: url_of(server, name), EMPTY) as nodes:
        fill(nodes, division(1), folder / "whole", seconds=3600)
        nodes[0].run(ALONE)
        return plan_of(nodes), nodes[0].run(PRICES), nodes[0].run(STATE)


def many_servers(server, folder, options, alone):
    """A line of the table: the year on the servers of a tree."""
    parents = EIGHT[: options.servers]
    names = [f"s{place}" for place in range(len(parents))]

    def wired(port):
        return Wire(port, delay=options.delay / 1000, loss=options.loss)

    def address(name):
        return url_of(server, name)

    with servers(names, folder, address, EMPTY, wired=wired) as nodes:
        fill(nodes, division(len(nodes)), folder / "parts", seconds=options.round)
        join(nodes, parents, deaf=options.deaf)
        for node in nodes:
            node.wire.traffic.turns.clear()
        began = time.perf_counter()
        begin(nodes)
        for node in nodes:
            wait(node, is_over, options.patience, pause=5.0)
        seconds = time.perf_counter() - began
        states = [node.run(STATE) for node in nodes]
        if any(each != states[0] for each in states):
            print("The servers do not agree:", *states, sep="\n", file=sys.stderr)
        plan, prices, state = plan_of(nodes), nodes[0].run(PRICES), states[0]
        turns = [turn for node in nodes for turn in node.wire.traffic.turns]
        largest = max(max(turn.asked, turn.told) for turn in turns)
    return (
        len(parents), len(parents) - len(options.deaf), options.delay, options.loss,
        len(state["rounds"]), _worst(state), _same(plan, alone[0]),
        _equal(prices, alone[1]), len(turns), largest / 1000, seconds,
    )  # fmt: skip


def _worst(state):
    return " ".join(state["worst"])


def _same(plan, alone):
    found = sum(plan.get(slug) == lines for slug, lines in alone.items())
    return f"{found} of {len(alone)}"


def _equal(prices, alone):
    return f"{sum(each in alone for each in prices)} of {len(alone)}"


def main():
    options = _parser().parse_args()
    report = Report("The region's year on several servers", COLUMNS)
    with stage() as folder, ground(folder) as server:
        alone = one_server(server, folder)
        report.notes.append(f"One server: {_worst(alone[2])}")
        report.rows.append(many_servers(server, folder, options, alone))
    report.show(as_json=options.json)


def _parser():
    parser = argparse.ArgumentParser(prog="python -m benchmarks.federation")
    parser.add_argument("--servers", type=int, default=len(EIGHT))
    parser.add_argument(
        "--round", type=int, default=90, metavar="SECONDS", help="how long it is open"
    )
    parser.add_argument(
        "--delay", type=float, default=0.0, metavar="MS", help="one way"
    )
    parser.add_argument("--loss", type=float, default=0.0, help="part of the answers")
    parser.add_argument(
        "--deaf", type=int, nargs="*", default=[], help="who answers no trial prices"
    )
    parser.add_argument("--patience", type=float, default=1800, metavar="SECONDS")
    parser.add_argument("--json", action="store_true")
    return parser


if __name__ == "__main__":
    main()
