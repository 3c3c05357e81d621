"""What servers exchange in a round: python -m benchmarks.exchange.

A server and those under it, each behind a long wire, with random years of as many
councils. Seconds are those in which a message or its answer was on its way between it
and one of the servers below, or was being answered; bytes are those on the wire,
headers included.
"""

import argparse
import time

from benchmarks.federation import EMPTY, ground, url_of
from benchmarks.report import Report, percentile
from benchmarks.stage import stage
from tests.federation.nodes import servers
from tests.federation.trees import begin, is_over, join, wait
from tests.federation.wires import Wire

MAKE = """
from datetime import timedelta
from decimal import Decimal
from benchmarks.years import RandomYear
from proposals.models import Period
RandomYear({councils}, {lines}, "calibrated", {goods}, opened=False)
Period.objects.update(
    code="2027", round_length=timedelta(seconds={seconds}), automatic=True,
    tolerance=Decimal("{tolerance}"), max_rounds=12,
)
"""
COLUMNS = [
    "goods", "councils each", "below", "delay ms", "rounds", "messages a round",
    "s a round", "slowest s", "settlement, messages", "s", "largest kB", "end",
]  # fmt: skip
NOTES = ["A round: for each server below, the median of the rounds, and the slowest."]


def row(server, folder, options, goods, below):
    """A line of the table."""
    names = [f"s{place}" for place in range(below + 1)]

    def wired(port):
        return Wire(port, delay=options.delay / 1000)

    def address(name):
        return url_of(server, name)

    with servers(names, folder, address, EMPTY, wired=wired) as nodes:
        for node in nodes:
            node.start("web")
            said = {**vars(options), "goods": goods, "seconds": options.round}
            node.run(MAKE.format(**said))
        join(nodes, [None, *[0] * below])
        ends, status = _rounds(nodes, options.patience)
        up, *down = [node.wire.traffic.turns for node in nodes]
    # What went up is every server's in equal parts.
    shares = [_seconds(each) / below for each in _split(up, ends)]
    parts = [_split(each, ends) for each in down]
    rounds = [each for child in parts for each in child[: len(ends)]]
    settled = [child[-1] for child in parts]
    seconds = [
        _seconds(each) + share
        for child in parts
        for each, share in zip(child, shares[: len(ends)], strict=False)
    ]
    settling = [_seconds(each) for each in settled]
    return (
        goods, options.councils, below, options.delay, len(ends),
        percentile([len(each) for each in rounds], 50), percentile(seconds, 50),
        max(seconds), percentile([len(each) for each in settled], 50),
        percentile(settling, 50),
        max(max(turn.asked, turn.told) for each in (up, *down) for turn in each) / 1000,
        status,
    )  # fmt: skip


def _rounds(nodes, patience):
    """Let the year go; when each of its rounds was published, and how it ended."""
    for node in nodes:
        node.wire.traffic.turns.clear()
    begin(nodes)
    ends, root = [], nodes[0]

    def over(state):
        ends.extend([time.monotonic()] * (len(state["rounds"]) - len(ends)))
        return is_over(state)

    found = wait(root, over, patience, pause=0.2)
    return ends, found["status"]


def _seconds(turns):
    return sum(turn.ended - turn.began for turn in turns)


def _split(turns, ends):
    """What went over a wire in each round, and in the end after the last of them."""
    parts = [[] for _end in range(len(ends) + 1)]
    for turn in turns:
        parts[sum(turn.began > end for end in ends)].append(turn)
    return parts


def main():
    options = _parser().parse_args()
    report = Report("What servers exchange", COLUMNS, notes=NOTES)
    with stage() as folder, ground(folder) as server:
        for goods in options.goods:
            for below in options.below:
                place = folder / f"{goods}-{below}"
                report.rows.append(row(server, place, options, goods, below))
    report.show(as_json=options.json)


def _parser():
    parser = argparse.ArgumentParser(prog="python -m benchmarks.exchange")
    parser.add_argument("--goods", type=int, nargs="+", default=[100, 1000])
    parser.add_argument("--below", type=int, nargs="+", default=[1, 3])
    parser.add_argument("--councils", type=int, default=300, help="of each server")
    parser.add_argument("--lines", type=int, default=20, help="of each council")
    parser.add_argument("--delay", type=float, default=50.0, metavar="MS")
    parser.add_argument("--round", type=int, default=40, metavar="SECONDS")
    parser.add_argument("--tolerance", default="0.2")
    parser.add_argument("--patience", type=float, default=1800, metavar="SECONDS")
    parser.add_argument("--json", action="store_true")
    return parser


if __name__ == "__main__":
    main()
