"""Check the record of a commonplan service: nothing changed, lost or slipped in.

    python3 verify_record.py https://plan.example.org/record/ --digest 3f2a…
    python3 verify_record.py seals.json record.jsonl record-17.json
Needs Python 3.11 and nothing else; shares no line with the service it checks.
Exit 0: all holds. 1: something does not. 2: something cannot be read.
"""

import argparse
import hashlib
import json
import os
import re
import sys
from urllib import parse, request

HEX, REMOTE = re.compile("[0-9a-f]{64}"), re.compile("https?://").match
SEAL = {"number", "records", "root", "previous", "digest"}
RECORD = {"id", "at", "kind", "subject", "actor", "reason", "data"}
LINE = {"leaf", "place", "record", "seal"}
PROOF = {"commonplan", "kind", "path", "record", "seal"}
LONGEST, MOST = 4 * 2**20, 2**30  # Bytes of a line, and of the list of seals.
TEXTS = """\
form|all is there, in canonical form and order|alles da, in fester Form und Ordnung
chain|each of {} seals follows the one before|jedes von {} Siegeln folgt dem davor
digest|the last seal is the one you know: {}|das letzte Siegel ist das bekannte: {}
known|a seal of the chain is the one you know|ein Siegel der Kette ist das bekannte
leaf|every record is what its digest says|jeder Eintrag ist, was seine Prüfsumme sagt
place|each has its place under its seal|jeder hat seinen Platz unter seinem Siegel
root|the records give the roots of {} seals|die Einträge ergeben {} Wurzeln
count|{} records are sealed|{} Einträge sind versiegelt
open|{} wait for their seal, not proved|{} warten auf ihr Siegel, unbewiesen
path|its path leads to the root of seal {}|sein Pfad führt zur Wurzel von Siegel {}
in|its seal is one of the chain|sein Siegel gehört zur Kette
first|the first bad record: {}|der erste falsche Eintrag: {}
skip|not checked: {}|nicht geprüft: {}
end|{} hold, {} do not, {} unread|{} stimmen, {} stimmen nicht, {} nicht gelesen"""


def shown(value):
    """What may come from anybody, safe to print: no control characters, not endless."""
    return "".join(each if each.isprintable() else "?" for each in str(value)[:160])


def written(value):
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def once(pairs):
    """An object of JSON whose every key stands there once."""
    if len({key for key, _value in pairs}) < len(pairs):
        raise ValueError("a key stands there twice")
    return dict(pairs)


def read(data):
    """A document, which must be written in the one canonical way."""
    says = json.loads(data, object_pairs_hook=once)
    if written(says).encode() != data:
        raise ValueError("not in canonical form")
    return says


def sha(*parts):
    return hashlib.sha256(b"".join(parts)).digest()


def leaf(record):
    return sha(b"\0", written(record).encode())


class Report:
    def __init__(self, language):
        rows = [line.split("|") for line in TEXTS.splitlines()]
        self.texts = {code: (de if language == "de" else en) for code, en, de in rows}
        self.counts = {"ok": 0, "FAILED": 0, "?": 0, "–": 0}

    def say(self, mark, name, code, *values):
        self.counts[mark] += 1
        print(f"{mark:<6} {shown(name)}:", self.texts[code].format(*map(shown, values)))

    def check(self, name, code, faults, *values):
        """Say whether something holds, and where it does not first."""
        self.say("FAILED" if faults else "ok", name, code, *values)
        for fault in faults[:5]:
            print("         →", shown(fault))
        return not faults


class Tree:
    """The Merkle root over leaves that come one by one, as RFC 6962 has it."""

    def __init__(self):
        self.count, self.peaks = 0, []

    def add(self, node):
        self.count, size = self.count + 1, 1
        while self.peaks and self.peaks[-1][0] == size:
            node, size = sha(b"\1", self.peaks.pop()[1], node), 2 * size
        self.peaks.append((size, node))

    def root(self):
        node = None
        for _size, peak in reversed(self.peaks):
            node = peak if node is None else sha(b"\1", peak, node)
        return (sha() if node is None else node).hex()


def check_seals(says, digest, report):
    """The chain; return the seals by number."""
    previous, wrong, known = "0" * 64, [], digest is None
    if set(says) != {"commonplan", "kind", "seals"} or says["commonplan"] != 1:
        wrong.append("seals.json")
    for number, seal in enumerate(says["seals"], 1):
        said = {"number": number, "previous": previous, "root": seal["root"]}
        right = sha(written(said).encode()).hex()
        fits = set(seal) == SEAL and all(
            type(seal[key]) is int for key in ("number", "records")
        )
        if not fits or (seal["number"], seal["previous"], seal["digest"]) != (
            number,
            previous,
            right,
        ):
            wrong.append(f"seal {number}")
        previous = seal["digest"]
        known = known or previous == digest
    report.check("seals", "chain", wrong, len(says["seals"]))
    if digest is None:
        report.say("–", "seals", "skip", f"--digest ({previous}?)")
    elif previous == digest:
        report.check("seals", "digest", [], previous)
    else:
        report.check("seals", "known", [] if known else [previous])
    return {seal["number"]: seal for seal in says["seals"]}


class Records:
    """The whole record, line by line: what is wrong with it, and where first."""

    def __init__(self, seals):
        self.seals, self.trees, self.first = seals, {}, None
        self.faults = {"form": [], "leaf": [], "place": [], "root": []}
        self.sealed = self.open = self.last = self.number = 0
        self.current = None

    def note(self, code, where):
        self.faults[code].append(where)
        self.first = self.first or where

    def line(self, data):
        self.number += 1
        try:
            says = read(data.removesuffix(b"\n"))
            entry, seal = says["record"], says["seal"]
            name = f"record {entry['id']}, line {self.number}"
            whole = set(says) == LINE and set(entry) == RECORD and data[-1:] == b"\n"
            if not whole or type(entry["id"]) is not int:
                raise ValueError(name)
        except (ValueError, TypeError, KeyError, RecursionError) as error:
            self.note("form", f"line {self.number}: {error}")
            return
        node = leaf(entry)
        if node.hex() != says["leaf"]:
            self.note("leaf", name)
        if seal is None:
            self.open += 1
            self.end()
            if says["place"] is not None:
                self.note("place", name)
            return
        if self.current != seal:
            self.end()
            if type(seal) is not int or seal != self.last + 1 or self.open:
                self.note("place", f"{name}: seal {self.last + 1} expected")
            self.current, self.tree, self.highest = seal, Tree(), 0
        self.sealed += 1
        self.tree.add(node)
        if says["place"] != self.tree.count or not self.highest < entry["id"]:
            self.note("place", f"{name}: place {self.tree.count} of {seal} expected")
        self.highest, self.upto = entry["id"], self.number

    def end(self):
        """A seal's records are over: they must be as many, and give its root."""
        if self.current is None:
            return
        number, tree = self.current, self.tree
        self.last, self.current = number if type(number) is int else self.last, None
        seal = self.seals.get(number, {"records": 0, "root": ""})
        if (tree.count, tree.root()) != (seal["records"], seal["root"]):
            counts = f"{tree.count} of {seal['records']} records"
            self.note("root", f"seal {number}: {counts}, up to line {self.upto}")

    def finish(self):
        self.end()
        for number in sorted(self.seals.keys() - set(range(self.last + 1))):
            self.note(
                "root", f"seal {number}: 0 of {self.seals[number]['records']} records"
            )


def check_records(lines, seals, report):
    records = Records(seals)
    for data in lines:
        records.line(data)
    records.finish()
    for code, faults in records.faults.items():
        report.check("record", code, faults, len(seals))
    if records.first:
        report.say("FAILED", "record", "first", records.first)
    report.say("ok" if records.sealed else "–", "record", "count", records.sealed)
    if records.open:
        report.say("–", "record", "open", records.open)


def check_proof(name, says, seals, report):
    """One record alone: the way from its text to its seal, which is in the chain."""
    entry, seal, node = says["record"], says["seal"], leaf(says["record"])
    fits = set(says) == PROOF and set(entry) == RECORD and set(seal) == SEAL
    report.check(name, "form", [] if fits and says["commonplan"] == 1 else [name])
    for side, digest in says["path"]:
        pair = [bytes.fromhex(digest), node]
        node = sha(b"\1", *(pair if side == "left" else pair[::-1]))
    wrong = [] if node.hex() == seal["root"] else [f"record {entry['id']}"]
    report.check(name, "path", wrong, seal["number"])
    if seals is None:
        report.say("–", name, "skip", "seals.json")
    else:
        found = seals.get(seal["number"]) == seal
        report.check(name, "in", [] if found else [name])


def opened(place):
    return request.urlopen(place, timeout=60) if REMOTE(place) else open(place, "rb")


def lines_of(place):
    with opened(place) as source:
        while line := source.readline(LONGEST):
            yield line


def sort(places):
    """The files by what they are: lines of records, the seals, single records."""
    found = {"lines": [], "seals": [], "record": []}
    for place in places:
        if REMOTE(place) and place.endswith("/"):
            found["seals"].append((place, parse.urljoin(place, "seals.json")))
            found["lines"].append((place, parse.urljoin(place, "export.jsonl")))
        elif place.endswith(".jsonl"):
            found["lines"].append((place, place))
        else:
            with opened(place) as source:
                head = source.read(64)
            kind = "seals" if b'"kind":"seals"' in head else "record"
            found[kind].append((place, place))
    return found


def document(place):
    with opened(place) as source:
        return read(source.read(MOST))


def verify(places, digest, report):
    found, seals = sort(places), None
    if digest is not None and not HEX.fullmatch(digest):
        raise ValueError(f"{digest} is no digest")
    for _name, place in found["seals"]:
        seals = check_seals(document(place), digest, report)
    for name, place in found["lines"]:
        if seals is None:
            report.say("?", name, "skip", "seals.json")
        else:
            check_records(lines_of(place), seals, report)
    for name, place in found["record"]:
        short = name.strip("/").split("/")[-1]
        check_proof(short, document(place), seals, report)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("places", nargs="+", help="files or addresses", metavar="PLACE")
    parser.add_argument("--digest", help="of a seal, the last you know")
    parser.add_argument("--language", choices=("en", "de"))
    given = parser.parse_args()
    sys.stdout.reconfigure(errors="replace")
    report = Report(given.language or os.environ.get("LANG", "")[:2])
    try:
        verify(given.places, given.digest, report)
    except OSError as error:
        report.say("?", "", "skip", repr(error))
    except Exception as error:
        report.say("FAILED", "", "skip", repr(error))
    report.say("–", "=", "end", *[*report.counts.values()][:3])
    return 1 if report.counts["FAILED"] else 2 if report.counts["?"] else 0


if __name__ == "__main__":
    sys.exit(main())
