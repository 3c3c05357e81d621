#!/usr/bin/env python3
"""Check published rounds and plans of commonplan, and a council's own receipt.

    python3 verify_plan.py https://plan.example.org/years/2027/check/documents.json
    python3 verify_plan.py round-1.json round-2.json plan.json --digest 3f2a…
    python3 verify_plan.py round-2.json plan.json receipt.json

Needs Python 3.11 and nothing else; shares no line with the service it checks.
Exit 0: all holds. 1: something does not. 2: something cannot be read.
"""

import argparse
import hashlib
import http.client
import json
import os
import re
import sys
from fractions import Fraction
from itertools import pairwise
from urllib.parse import urljoin
from urllib.request import urlopen

LIMIT = 200 * 2**20
HALF = Fraction(1, 2 * 10**9) + Fraction(1, 10**14)  # Of the ninth digit, as floats go.
HEX, ADDRESS = re.compile("[0-9a-f]{64}"), re.compile("https?://")
NUMBER = re.compile(r"-?(0|[1-9][0-9]{0,20})(\.[0-9]{1,20})?")
SLACK = ("labour", "resource", "capital", "pollutant")
SIGN = {"over_requested": 1, "balanced": 0, "over_offered": -1, "at_floor": -1}
BROKEN = (KeyError, TypeError, ValueError, IndexError, AttributeError, ArithmeticError)
FAULTY = (*BROKEN, OSError, RecursionError, MemoryError, http.client.HTTPException)
TEXTS = """\
read|cannot be read: {}|ist nicht lesbar: {}
digest|the digest is {}|die Prüfsumme ist {}
skip|not checked, for lack of {}|nicht geprüft, denn es fehlt: {}
form|all is there, in canonical form and order|alles da, in fester Form und Ordnung
units|nothing is finer than the good's decimals|nichts ist feiner als des Gutes Stellen
excess|excess = requested − offered|Überhang = Bedarf − Angebot
imbalance|the imbalance follows, exactly|die Abweichung folgt daraus, genau
tolerance|rightly within or out of tolerance|zu Recht in oder außer der Toleranz
reason|each reason fits the excess|jeder Grund passt zum Überhang
price|prices positive, six significant digits|Preise positiv, sechs gültige Ziffern
worst|worst good and average follow|schlechtestes Gut und Mittel folgen daraus
agreed|agreed or not, as the goods say|Einigung oder nicht, wie die Güter sagen
count|every council counted has its receipt|jeder gezählte Rat hat seine Quittung
sum|totals = sum of the councils' lines|Summen = Summe der Zeilen der Räte
balance|what is made is used, good by good|was gemacht ist, wird genutzt, Gut für Gut
root|the receipts give the Merkle root|die Quittungen ergeben die Merkle-Wurzel
chain|an unbroken chain of documents: {}|eine lückenlose Kette von Dokumenten: {}
follow|prices are those the round before led to|Preise, zu denen die Runde davor führte
of|its round is {}, the last agreed|seine Runde ist {}, die letzte mit Einigung
decided|round {} had not agreed: a decision|Runde {} war nicht einig: ein Beschluss
same|goods, prices, receipts of its round|Güter, Preise, Quittungen seiner Runde
less|no total above that of its round|keine Summe über der seiner Runde
own|the receipt is the digest of its text|die Quittung ist ihres Textes Prüfsumme
path|its path leads to the published root|ihr Pfad führt zur veröffentlichten Wurzel
assigned|assigned: same receipt, goods, signs|zugeteilt: Quittung, Güter, Zeichen gleich
beyond|nothing beyond what was proposed|nichts über das Vorgeschlagene hinaus
0|Everything checked holds.|Alles Geprüfte stimmt.
1|Something does not hold.|Etwas stimmt nicht.
2|Something could not be read.|Etwas war nicht lesbar."""


def shown(value):
    """What may come from anybody, safe to print: no control characters, not endless."""
    return "".join(each if each.isprintable() else "?" for each in str(value)[:160])


def written(value):
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


class Report:
    """Says line by line, in one language, what holds; remembers what does not."""

    def __init__(self, language):
        rows = [line.split("|") for line in TEXTS.splitlines()]
        self.texts = {code: (de if language == "de" else en) for code, en, de in rows}
        self.failed = self.unread = False

    def say(self, mark, name, code, *values):
        print(
            f"{mark:<6} {shown(name)}: {self.texts[code].format(*map(shown, values))}"
        )

    def check(self, name, codes, faults, *values):
        """Say of each code whether it holds; ``faults`` gives (code, where) if not."""
        found, codes = {}, codes.split()
        try:
            for code, where in faults:
                found.setdefault(code, []).append(where)
        except BROKEN as error:
            found.setdefault("form", []).append(f"{type(error).__name__}: {error}")
            codes = list(found)  # Of the others nothing is known.
        for code in codes:
            self.say("FAILED" if code in found else "ok", name, code, *values)
            for where in found.get(code, [])[:5]:
                print("         →", shown(where))
        self.failed |= bool(found)


class Document:
    """What somebody published, and the digest it ought to have."""

    def __init__(self, where, data, expected):
        self.where, self.expected, text = where, expected, data.decode()
        self.digest, self.says = hashlib.sha256(data).hexdigest(), json.loads(text)
        self.kind = "list" if "documents" in self.says else self.says["kind"]
        self.number = self.says.get("number" if self.kind == "round" else "round", "")
        self.name = (
            f"{where.rstrip('/').rpartition('/')[2]} ({self.kind} {self.number})"
        )
        self.canonical = written(self.says) == text
        if self.kind not in ("round", "plan", "receipt", "list"):
            raise ValueError("neither a round, a plan, a receipt nor a list of them")


def fetch(where, budget):
    remote = ADDRESS.match(where)
    with urlopen(where, timeout=30) if remote else open(where, "rb") as source:
        data = source.read(budget + 1)
    if len(data) > budget:
        raise ValueError("more than 200 MB")
    return data


def gather(places, digest, report):
    """All documents: of files, of addresses, and of what lists name."""
    waiting, found, budget = [(place, None) for place in places], [], LIMIT
    for place, expected in waiting:
        if expected and expected in [each.digest for each in found]:
            continue
        expected = expected or (HEX.findall(place) or [None])[-1]
        try:
            data = fetch(place, budget)
            budget -= len(data)
            document = Document(place, data, expected)
            for row in document.says["documents"] if document.kind == "list" else []:
                at = urljoin(place if ADDRESS.match(place) else "", row["address"])
                if len(waiting) > 1000 or not ADDRESS.match(at + HEX.pattern * 0):
                    raise ValueError(f"{at} is not followed")
                waiting.append((at, row["digest"]))
            found += [document] * (document.kind != "list")
        except FAULTY as error:
            report.failed |= bool(expected or digest) and not isinstance(error, OSError)
            report.unread = True
            report.say("FAILED", place, "read", str(error) or type(error).__name__)
    return found


def number(value):
    if not (isinstance(value, str) and NUMBER.fullmatch(value)):
        raise ValueError(f"{value!r:.40} is no number")
    return Fraction(value)


def units(value, good):
    """A quantity in smallest units, written with exactly the good's decimals."""
    exact, decimals = number(value), good["decimals"]
    if type(decimals) is not int or len(value.partition(".")[2]) != decimals:
        raise ValueError(f"{good['code']}: {value} has not {decimals} decimals")
    return int(exact * 10**decimals)


def sha(*parts):
    return hashlib.sha256(b"".join(parts)).digest()


def root(receipts):
    level = [sha(b"\0", each.encode()) for each in receipts] or [sha()]
    while len(level) > 1:
        twos = [level[place : place + 2] for place in range(0, len(level), 2)]
        level = [sha(b"\1", *two) if len(two) > 1 else two[0] for two in twos]
    return level[0].hex()


def form_faults(document):
    says = document.says
    councils = says.get("councils", [])
    seal = says["seal"] or {"number": 1, "digest": "0" * 64}
    digests = [seal["digest"], says["previous"] or "0" * 64, says["receipts"]["root"]]
    digests += [each["receipt"] for each in councils]
    yield from (("form", each) for each in digests if not HEX.fullmatch(each))
    if not document.canonical or says["commonplan"] != 1 or seal["number"] < 1:
        yield "form", ""
    for names in ([g["code"] for g in says["goods"]], [c["council"] for c in councils]):
        yield from (("form", two) for one, two in pairwise(names) if not one < two)


def faults_of(good, wrong):
    prices = [good["price"], good.get("next_price", "1")]
    digits = max(len(each.replace(".", "").strip("0")) for each in prices)
    wrong["price"] = digits > 6 or min(map(number, prices)) <= 0
    return [(code, written(good)) for code, is_so in wrong.items() if is_so]


def round_faults(says):
    tolerance, sizes, gap, size = number(says["tolerance"]), {}, 0, 0
    for good in says["goods"]:
        wanted, made = (units(good[key], good) for key in ("requested", "offered"))
        price, floor = number(good["price"]), number(says["floors"][good["code"]])
        free, sign = price <= floor and made > wanted, (wanted > made) - (wanted < made)
        exact = 0 if free or not sign else Fraction(2 * (wanted - made), wanted + made)
        sizes[good["code"]] = abs(exact)
        gap += price * abs(wanted - made) / 10 ** good["decimals"]
        size += price * (wanted + made) / 10 ** good["decimals"] / 2
        wrong = {
            "units": min(wanted, made) < 0,
            "excess": units(good["excess"], good) != wanted - made,
            "imbalance": abs(number(good["imbalance"]) - exact) > HALF,
            "tolerance": (abs(exact) <= tolerance) is not good["within_tolerance"],
            "reason": SIGN.get(good["reason"], sign) != sign,
        }
        yield from faults_of(good, wrong)
    worst, named = max(sizes.values(), default=0), says["worst_good"]
    if says["agreed"] is not (worst <= tolerance and size > 0):
        yield "agreed", says["agreed"]
    if (named is None) is not (not worst) or worst - sizes.get(named, 0) > HALF / 1000:
        yield "worst", named
    figures = {"worst": worst, "weighted": gap / size if size else 0}
    wrong = [key for key in figures if abs(number(says[key]) - figures[key]) > HALF]
    yield from (("worst", f"{key} {says[key]}") for key in wrong)
    if (
        sum(says["answers"].values()) - says["answers"]["absent"]
        != says["receipts"]["count"]
    ):
        yield "count", says["answers"]


def plan_faults(says):
    sums = {good["code"]: [good, 0, 0] for good in says["goods"]}
    for council in says["councils"]:
        for code, value in council["lines"].items():
            quantity = units(value, sums[code][0])
            sums[code][1 + (quantity < 0)] += abs(quantity)
    for good, wanted, made in sums.values():
        totals = [units(good[key], good) for key in ("requested", "offered", "unused")]
        spare, may = made - wanted, good["may_stay_unused"]
        slack = (good["category"] in SLACK) is may and (may or not spare)
        wrong = {"sum": totals[:2] != [wanted, made]}
        wrong["balance"] = totals[2] != spare or spare < 0 or not slack
        yield from faults_of(good, wrong)
    receipts = [council["receipt"] for council in says["councils"]]
    if says["receipts"] != {"count": len(receipts), "root": root(receipts)}:
        yield "root", says["receipts"]


def chain_faults(documents, newest, known):
    yield from (("chain", each.name) for each in newest[1:])
    loose = [each for each in documents if each.says["previous"] not in known]
    yield from (("chain", each.name) for each in loose[1:])
    rounds = {each.number: each.says for each in documents if each.kind == "round"}
    for n in rounds.keys() & {n - 1 for n in rounds}:
        led = {good["code"]: good["next_price"] for good in rounds[n]["goods"]}
        now = {good["code"]: good["price"] for good in rounds[n + 1]["goods"]}
        yield from (
            ("follow", f"{n}: {code}") for code in led if led[code] != now[code]
        )


def step_faults(plan, round, known):
    """Whether a plan follows from its round, and that is the one it must settle."""
    says, last, agreed = plan.says, plan.says["previous"], [round.number]
    while last in known:
        agreed.insert(0, known[last].number) if known[last].says[
            "agreed"
        ] is True else 0
        last = known[last].says["previous"]
    if says["round"] != round.number or says["agreed"] is not round.says["agreed"]:
        yield ("of" if says["agreed"] else "decided"), says["round"]
    for key in ("period", "rule", "rule_version", "tolerance", "receipts"):
        yield from [("same", key)] * (says[key] != round.says[key])
    for one, two in zip(says["goods"], round.says["goods"], strict=True):
        same = [
            one[key] == two[key] for key in ("code", "category", "unit", "decimals")
        ]
        if not all(same) or one["price"] != two["price"]:
            yield "same", two["code"]
        if any(number(one[k]) > number(two[k]) for k in ("requested", "offered")):
            yield "less", two["code"]


def receipt_faults(says, holder, plan):
    text, node = json.loads(says["text"]), sha(b"\0", says["receipt"].encode())
    for side, digest in says["path"]:
        pair = [node, bytes.fromhex(digest)]
        node = sha(b"\1", *(pair if side == "right" else pair[::-1]))
    named = [text["council"], text["period"], written(text), says["receipt"]]
    hashed = sha(says["text"].encode()).hex()
    if named != [says["council"], holder["period"]["code"], says["text"], hashed]:
        yield "own", says["text"]
    if {node.hex(), says["root"]} != {holder["receipts"]["root"]}:
        yield "path", node.hex()
    goods, own = {good["code"]: good for good in holder["goods"]}, text["lines"]
    for mine in plan["councils"] if plan else []:
        if mine["council"] != says["council"]:
            continue
        if mine["receipt"] != says["receipt"] or mine["lines"].keys() != own.keys():
            yield "assigned", mine["receipt"]
        for code in mine["lines"].keys() & own.keys():
            quantity = units(mine["lines"][code], goods[code])
            if not min(own[code], 0) <= quantity <= max(own[code], 0):
                yield ("assigned" if quantity * own[code] < 0 else "beyond"), code


def verify(found, digest, report):
    documents = [each for each in found if each.kind != "receipt"]
    known = {each.digest: each for each in documents}
    pinned = {written(each.says.get("previous")) for each in documents}
    newest = [each for each in documents if written(each.digest) not in pinned]
    for each in documents:
        expected = {each.expected, digest if each in newest else None} - {None}
        if expected or each not in newest:
            wrong = [("digest", one) for one in expected - {each.digest}]
            report.check(each.name, "digest", wrong, each.digest)
        else:
            report.say("–", each.name, "skip", f"--digest {each.digest}")
        report.check(each.name, "form", form_faults(each))
        if each.kind == "round":
            codes = "units excess imbalance tolerance reason price agreed worst count"
            report.check(each.name, codes, round_faults(each.says))
        else:
            report.check(
                each.name, "units sum balance price root", plan_faults(each.says)
            )
    if len(documents) > 1:
        wrong = chain_faults(documents, newest, known)
        report.check("…", "chain follow", wrong, len(documents))
