"""What a server below says it counted, recomputed before it is taken."""

import re
from collections.abc import Collection, Mapping
from typing import Any

from federation.together.definition import catalogue_digest
from federation.together.parts import SIDES, Wrong, balance_of
from iteration.documents.parts import ANSWERS
from iteration.models import Round
from ledger.canonical import canonical
from ledger.merkle import over

MOST_SERVERS = 1000
MOST_REVISIONS = 100
# So much of one good that no number of servers can come to 2**62 units together.
MOST_UNITS = 2**62 // MOST_SERVERS
DIGEST = re.compile(r"[0-9a-f]{64}")


def check(
    says: Mapping[str, Any],
    *,
    body: str,
    server: str,
    round: Round,
    revision: int | None = None,
    apart: Collection[str] = (),
) -> None:
    """Recompute what a member says of itself. Raises Wrong, naming what does not hold.

    Its own sums of lines nobody else can see; all the rest must add up. ``body`` are
    the bytes, ``revision`` which it must be, ``apart`` the servers that cannot be under
    it.
    """
    try:
        if canonical(says) != body:
            raise Wrong("it is not written in the one way documents are written")
        _check(says, server, round, revision or says["revision"])
        _check_names(says["servers"], apart)
    except Wrong:
        raise
    except (LookupError, TypeError, AttributeError, ValueError) as error:
        raise Wrong(f"{error!r:.100} is missing or of another kind") from error


def _check(says, server, round, revision):
    expected = {
        "commonplan": 1,
        "kind": "part",
        "server": server,
        "year": round.period.code,
        "round": round.number,
        "revision": revision,
        "catalogue": catalogue_digest(round.period),
    }
    for name, value in expected.items():
        if type(says[name]) is not type(value) or says[name] != value:
            raise Wrong(f"“{name}” is {says[name]!r:.80}, not {value!r}")
    if type(revision) is not int or not 0 < revision <= MOST_REVISIONS:
        raise Wrong(f"“revision” is no number from 1 to {MOST_REVISIONS}")
    if type(says["answers_trials"]) is not bool:
        raise Wrong("“answers_trials” is neither true nor false")
    parts = says["servers"]
    if not 0 < len(parts) <= MOST_SERVERS or parts[0]["server"] != server:
        raise Wrong("its own councils are not the first of its servers")
    goods = [entry.good for entry in round.period.catalogue.select_related("good")]
    _check_size(balance_of(says, goods), goods)
    check_answers(says, parts)
    check_receipts(says, parts)
    if not says["receipts"]["count"] and any(
        row[side].strip("0.") for row in says["goods"] for side in SIDES
    ):
        raise Wrong("nobody is counted, and yet something is requested or offered")


def _check_size(balance, goods):
    for side in (balance.requested, balance.offered):
        for good, units in zip(goods, side.tolist(), strict=True):
            if units > MOST_UNITS:
                raise Wrong(f"{good.code}: more than {MOST_UNITS} smallest units")


def _check_names(parts, apart):
    """Each server is counted once, under one server only."""
    names = [part["server"] for part in parts]
    if len(set(names)) != len(names):
        raise Wrong("a server is among its servers twice")
    for name in names[1:]:
        if not isinstance(name, str) or name in apart:
            raise Wrong(f"{name!r:.80} is not under it")


def check_answers(says, parts):
    """Councils by how they answered: whole numbers that add up. Raises Wrong."""
    for each in (says, *parts):
        if each["answers"].keys() != set(ANSWERS):
            raise Wrong(f"the answers must be {', '.join(ANSWERS)}, and no others")
        for name, count in each["answers"].items():
            _check_number(count, f"the answers “{name}” are no numbers of councils")
    for name in ANSWERS:
        if sum(part["answers"][name] for part in parts) != says["answers"][name]:
            raise Wrong(f"the answers “{name}” of its servers are not their sum")


def check_receipts(says, parts):
    """Receipts: one a council that is counted, under roots that give one root."""
    receipts = [part["receipts"] for part in parts]
    for each in (says["receipts"], *receipts):
        _check_number(each["count"], "the receipts are not counted by whole numbers")
        if not DIGEST.fullmatch(each["root"]):
            raise Wrong("a root of receipts is no SHA-256 in hexadecimal")
    if sum(each["count"] for each in receipts) != says["receipts"]["count"]:
        raise Wrong("the receipts of its servers are not their sum")
    for part in parts:
        counted = sum(part["answers"].values()) - part["answers"]["absent"]
        if counted != part["receipts"]["count"]:
            raise Wrong(f"{part['server']:.80}: councils counted and receipts differ")
    if over([each["root"] for each in receipts]) != says["receipts"]["root"]:
        raise Wrong("the roots of its servers do not give its root")


def _check_number(count, otherwise):
    if type(count) is not int or not 0 <= count < 10**9:
        raise Wrong(otherwise)
