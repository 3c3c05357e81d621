"""Check published rounds and plans of commonplan, and a council's own receipt.

    python3 verify_plan.py https://plan.example.org/years/2027/check/documents.json
    python3 verify_plan.py round-2.json plan.json receipt.json --digest 3f2a…
Needs Python 3.11 and nothing else; shares no line with the service it checks.
Exit 0: all holds. 1: something does not. 2: something cannot be read.
"""

import argparse
import hashlib
import json
import os
import re
import sys
from fractions import Fraction
from urllib import parse, request

HALF = Fraction(1, 2 * 10**9) + Fraction(1, 10**14)  # Of the ninth digit, as floats go.
HEX, REMOTE = re.compile("[0-9a-f]{64}"), re.compile("https?://").match
NUMBER = re.compile(r"-?(0|[1-9][0-9]{0,20})(\.[0-9]{1,20})?")
PRICE = re.compile(r"(?=[0-9.]{1,40}$)(?=.*[1-9])(?=\d+(\.\d+)?$)0*\.?0*(\d\.?){0,6}0*")
SLACK = {"labour", "resource", "capital", "pollutant"}
SUMS = ("requested", "offered", "unused")
SIGN = {"over_requested": 1, "balanced": 0, "over_offered": -1, "at_floor": -1}
CODES = {"round": "units excess imbalance tolerance reason price agreed count"}
CODES |= {"plan": "units sum balance price root whole", "receipt": "own path"}
TEXTS = """\
digest|the digest is {}|die Prüfsumme ist {}
skip|not checked: {}|nicht geprüft: {}
form|all is there, in canonical form and order|alles da, in fester Form und Ordnung
units|nothing is finer than the good's decimals|feiner als die Stellen ist nichts
excess|excess = requested − offered|Überhang = Bedarf − Angebot
imbalance|the imbalance follows, exactly|das Ungleichgewicht folgt daraus, genau
tolerance|rightly within or out of tolerance|zu Recht in oder außer der Toleranz
reason|each reason fits the excess|jeder Grund passt zum Überhang
price|prices positive, six significant digits|Preise positiv, sechs gültige Ziffern
agreed|agreed, worst good, average: as the goods say|Einigung, größte Abweichung, Mittel
count|every council counted has its receipt|jeder gezählte Rat hat seine Quittung
sum|totals = sum of the councils' lines|Summen = Summe der Zeilen der Räte
balance|what is made is used, good by good|was gemacht ist, wird genutzt, Gut für Gut
root|the receipts give the Merkle root|die Quittungen ergeben die Merkle-Wurzel
whole|whole things: cost and councils agree|ganze Stücke: Kosten passen zur Zahl
chain|an unbroken chain of documents: {}|eine lückenlose Kette von Dokumenten: {}
follow|prices are those the round before led to|die Preise sind die der Runde davor
of|its round is {}, the last agreed, if one has|seine Runde ist {}, die letzte geeinigte
same|its round's goods, prices, receipts; no more|Güter, Preise, Quittungen der Runde
own|the receipt is the digest of its text|die Quittung ist die Prüfsumme ihres Textes
path|its path leads to the published root|ihr Pfad führt zur veröffentlichten Wurzel
assigned|assigned: same receipt, goods, signs|zugeteilt: Quittung, Güter, Zeichen gleich
beyond|nothing beyond what was proposed|nichts über das Vorgeschlagene hinaus
end|{} hold, {} do not, {} unread|{} stimmen, {} stimmen nicht, {} nicht gelesen"""


def shown(value):  # What may come from anybody, safe to print.
    return "".join(each if each.isprintable() else "?" for each in str(value)[:160])


def written(value):
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


class Report:
    def __init__(self, language):
        rows = [line.split("|") for line in TEXTS.splitlines()]
        self.texts = {code: (de if language == "de" else en) for code, en, de in rows}
        self.counts = {"ok": 0, "FAILED": 0, "?": 0, "–": 0}

    def say(self, mark, name, code, *values):
        self.counts[mark] += 1
        print(f"{mark:<6} {shown(name)}:", self.texts[code].format(*map(shown, values)))

    def check(self, name, codes, faults, *values):
        found, codes = {}, codes.split()
        try:
            for code, where in faults:
                found.setdefault(code, []).append(where)
        except Exception as error:
            code, codes = "units" if isinstance(error, ArithmeticError) else "form", ""
            found.setdefault(code, []).append(f"{type(error).__name__} {error}")
        for code in dict.fromkeys([*codes, *found]):
            self.say("FAILED" if code in found else "ok", name, code, *values)
            for where in found.get(code, [])[:5]:
                print("         →", shown(where))


class Document:
    def __init__(self, where, data, expected):
        self.digest, self.says = hashlib.sha256(data).hexdigest(), json.loads(data)
        self.canonical = written(self.says).encode() == data
        self.kind = "list" if "documents" in self.says else self.says["kind"]
        self.number = self.says.get("number" if self.kind == "round" else "round", "")
        self.name = f"{where[:24]} ({self.kind} {self.number})"
        self.expected, self.codes = expected, CODES.get(self.kind, "")


def gather(places, digest, report):
    waiting, found, budget = [(place, None) for place in places], [], 200 * 2**20
    for place, expected in waiting:
        if expected and expected in [each.digest for each in found]:
            continue
        expected, remote = expected or (HEX.findall(place) or [None])[-1], REMOTE(place)
        how = {"timeout": 30} if remote else {"mode": "rb"}
        try:
            with (request.urlopen if remote else open)(place, **how) as source:
                data = source.read(budget + 1)
            budget -= len(data)
            if budget < 0 or len(waiting) > 1000:
                raise ValueError("more than 200 MB, or more than 1000 documents")
            document = Document(place.strip("/").split("/")[-1], data, expected)
            for row in document.says["documents"] if document.kind == "list" else []:
                at = parse.urljoin(place if remote else "", row["address"])
                if not (REMOTE(at) and HEX.fullmatch(row["digest"])):
                    raise ValueError(f"{at} is no address of a document")
                waiting.append((at, row["digest"]))
            found += [document] * (document.kind != "list")
        except Exception as error:
            pinned = (expected or digest) and not isinstance(error, OSError)
            report.say("FAILED" if pinned else "?", place, "skip", repr(error))
    return found


def number(value, good=None):
    """A figure; of a good, in smallest units, and written with just its decimals."""
    if not (isinstance(value, str) and NUMBER.fullmatch(value)):
        raise ValueError(f"{good and good['code']} {value!r:.40} is no number")
    if good and len(value.partition(".")[2]) != good["decimals"]:
        raise ArithmeticError(f"{good['code']} {value}")
    return Fraction(value) * (10 ** good["decimals"] if good else 1)


def sha(*parts):
    return hashlib.sha256(b"".join(parts)).digest()


def form_faults(document):
    says, councils = document.says, document.says.get("councils", [])
    seal = says["seal"] or {"number": 1, "digest": "0" * 64}
    digests = [seal["digest"], says["previous"] or "0" * 64, says["receipts"]["root"]]
    yield from (("form", each) for each in digests if not HEX.fullmatch(each))
    wrong = {good["decimals"] for good in says["goods"]} - {0, 1, 2, 3}
    if wrong or not document.canonical or says["commonplan"] != 1:
        yield "form", "…"
    for names in ([g["code"] for g in says["goods"]], [c["council"] for c in councils]):
        yield from [("form", names[:1])] * (names != sorted({*names}))


def round_faults(says):
    tolerance, sizes, gap, size = number(says["tolerance"]), {}, 0, 0
    for good in says["goods"]:
        wanted, made = (number(good[key], good) for key in SUMS[:2])
        price, floor = number(good["price"]), number(says["floors"][good["code"]])
        free, sign = price <= floor and made > wanted, (wanted > made) - (wanted < made)
        exact = 0 if free or not sign else 2 * (wanted - made) / (wanted + made)
        sizes[good["code"]] = abs(exact)
        gap += price * abs(wanted - made) / 10 ** good["decimals"]
        size += price * (wanted + made) / 10 ** good["decimals"] / 2
        wrong = {
            "units": min(wanted, made) < 0,
            "excess": number(good["excess"], good) != wanted - made,
            "imbalance": abs(number(good["imbalance"]) - exact) > HALF,
            "tolerance": (abs(exact) <= tolerance) is not good["within_tolerance"],
            "reason": SIGN.get(good["reason"], sign) != sign,
            "price": not all(map(PRICE.fullmatch, (good["price"], good["next_price"]))),
        }
        yield from ((code, written(good)) for code, is_so in wrong.items() if is_so)
    worst, named = max(sizes.values(), default=0), sizes.get(says["worst_good"], 0)
    if says["agreed"] is not (worst <= tolerance and size > 0):
        yield "agreed", says["agreed"]
    for key, right in (("worst", worst), ("weighted", gap / size if size else 0)):
        if abs(number(says[key]) - right) > HALF or worst - named > HALF / 1000:
            yield "agreed", f"{key} {says[key]} {says['worst_good']}"
    counted = sum(says["answers"].values()) - says["answers"]["absent"]
    yield from [("count", says["answers"])] * (counted != says["receipts"]["count"])


def plan_faults(says):
    sums = {good["code"]: [good, 0, 0] for good in says["goods"]}
    for code, pair in says.get("elsewhere", {}).items():  # Of other servers.
        sums[code][1:] = (number(value, sums[code][0]) for value in pair)
    for code, value in (two for c in says["councils"] for two in c["lines"].items()):
        quantity = number(value, sums[code][0])
        sums[code][1 + (quantity < 0)] += abs(quantity)
    for good, wanted, made in sums.values():
        totals = [number(good[key], good) for key in SUMS]
        spare, may = made - wanted, good["may_stay_unused"]
        slack = (good["category"] in SLACK) is may and (may or not spare)
        wrong = {"sum": totals[:2] != [wanted, made]}
        wrong["price"] = not PRICE.fullmatch(good["price"])
        wrong["balance"] = totals[2] != spare or spare < 0 or not slack
        yield from ((code, written(good)) for code, is_so in wrong.items() if is_so)
    level = [sha(b"\0", each["receipt"].encode()) for each in says["councils"]]
    while len(level) > 1:
        twos = [level[place : place + 2] for place in range(0, len(level), 2)]
        level = [sha(b"\1", *two) if len(two) > 1 else two[0] for two in twos]
    right = {"count": len(says["councils"]), "root": (level or [sha()])[0].hex()}
    yield from [("root", says["receipts"])] * (says["receipts"] != right)
    cost, whom = says.get("integrality_cost", "0"), says.get("integral_councils", 0)
    if whom not in range(number(cost) > 0, right["count"] + 1) or number(cost) < 0:
        yield "whole", f"{cost} {whom}"


def chain_faults(documents, newest, known):
    loose = [each for each in documents if each.says["previous"] not in known]
    yield from (("chain", each.name) for each in newest[1:] + loose[1:])
    rounds = {each.number: each.says for each in documents if each.kind == "round"}
    for n in rounds.keys() & {n - 1 for n in rounds}:
        pairs = zip(rounds[n]["goods"], rounds[n + 1]["goods"], strict=True)
        yield from (("follow", b) for a, b in pairs if a["next_price"] != b["price"])


def step_faults(plan, round, known):
    says, before, agreed = plan.says, known.get(plan.says["previous"]), []
    while before:
        agreed += [before.number] * (before.says["agreed"] is True)
        before = known.get(before.says["previous"])
    right = [round.number, round.says["agreed"], *[*agreed, says["round"]][:1]]
    if right != [says["round"], says["agreed"], says["round"]]:
        yield "of", right
    keys = ("period", "rule", "rule_version", "tolerance", "receipts")
    for key in keys[: 5 - ("elsewhere" in says)]:
        yield from [("same", key)] * (says[key] != round.says[key])
    for one, two in zip(says["goods"], round.says["goods"], strict=True):
        keys = ("code", "category", "unit", "decimals", "price")
        yield from (("same", f"{two['code']} {k}") for k in keys if one[k] != two[k])
        more = any(number(one[key]) > number(two[key]) for key in SUMS[:2])
        yield from [("same", two["code"])] * (more and not says["accepted"])


def receipt_faults(says, holder, plan):
    text, node = json.loads(says["text"]), sha(b"\0", says["receipt"].encode())
    for side, digest in says["path"]:
        pair = [bytes.fromhex(digest), node]
        node = sha(b"\1", *(pair if side == "left" else pair[::-1]))
    named = [text["council"], text["period"], sha(says["text"].encode()).hex()]
    if named != [says["council"], holder["period"]["code"], says["receipt"]]:
        yield "own", says["text"]
    if {node.hex(), says["root"]} != {holder["receipts"]["root"]}:
        yield "path", node.hex()
    goods, own = {good["code"]: good for good in holder["goods"]}, text["lines"]
    rows = [row for row in plan["councils"] if row["council"] == says["council"]]
    for row in rows or [{"receipt": "–", "lines": {}}] * bool(plan["councils"]):
        yield from [("assigned", row["receipt"])] * (row["receipt"] != says["receipt"])
        signed = says["council"] in plan["accepted"]
        for code in {*own, *row["lines"]}:
            given = number(row["lines"][code], goods[code])
            beyond = abs(given) > abs(own[code]) and not signed
            yield from [("assigned", code)] * (given * own[code] < 0)
            yield from [("beyond", f"{code}: {row['lines'][code]}")] * beyond


def verify(found, digest, report):
    documents = [each for each in found if each.kind != "receipt"]
    known = {each.digest: each for each in documents}
    pinned = [each.says.get("previous") for each in documents]
    newest = [each for each in documents if each.digest not in pinned]
    for each in documents:
        expected = {each.expected, digest if each in newest else None} - {None}
        wrong = [("digest", one) for one in expected - {each.digest}]
        if expected or each not in newest:
            report.check(each.name, "digest", wrong, each.digest)
        else:
            report.say("–", each.name, "skip", f"--digest ({each.digest}?)")
        report.check(each.name, "form", form_faults(each))
        faults = round_faults if each.kind == "round" else plan_faults
        report.check(each.name, each.codes, faults(each.says))
    wrong = chain_faults(documents, newest, known)
    report.check("→", "chain follow" * (len(documents) > 1), wrong, len(documents))
    if documents and None not in pinned:
        report.say("–", "→", "skip", f"what came before, {pinned[0]}")
    for each in [each for each in found if each.kind in ("plan", "receipt")]:
        wanted = str(each.says.get("round_digest", each.says.get("digest")))
        plans = [d.says for d in documents if d.says.get("round_digest") == wanted]
        plan, round = (plans or [{"councils": []}])[-1], known.get(wanted)
        if not (plans and round):
            report.say("–" if plans or round else "?", each.name, "skip", wanted)
        if each.kind == "plan" and round:
            wrong = step_faults(each, round, known)
            report.check(each.name, "of same", wrong, each.number)
        elif each.kind == "receipt" and (plans or round):
            codes = each.codes + " assigned beyond" * bool(plans)
            wrong = receipt_faults(each.says, round.says if round else plan, plan)
            report.check(each.name, codes, wrong)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("places", nargs="+", help="files or addresses", metavar="PLACE")
    parser.add_argument("--digest", help="of the newest document, as you know it")
    parser.add_argument("--language", choices=("en", "de"))
    given = parser.parse_args()
    sys.stdout.reconfigure(errors="replace")
    report = Report(given.language or os.environ.get("LANG", "")[:2])
    verify(gather(given.places, given.digest, report), given.digest, report)
    report.say("–", "=", "end", *[*report.counts.values()][:3])
    return 1 if report.counts["FAILED"] else 2 if report.counts["?"] else 0


if __name__ == "__main__":
    sys.excepthook = lambda kind, *_: print("FAILED", kind.__name__)
    sys.exit(main())
