"""A published plan's document as nodes of a graph, council by council.

Nothing is in it that is not public elsewhere: the document itself, the names of its
councils and goods, and what kinds they are.
"""

import json
from datetime import timedelta

from django.conf import settings
from django.urls import reverse

from councils.models import Council
from federation.linked.context import context
from federation.linked.flows import WORK, flow_of
from federation.linked.own.kinds import kind_name
from federation.linked.pieces import TRUTH, measure, midnight, moment, specification
from federation.linked.places import Places, council_id, good_id
from federation.linked.units import unit_node
from proposals.models import Good

TYPED = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def written(plan):
    """The graph as text, a piece for each council, so that no plan is too large."""
    graph = Graph(plan)
    yield f'{{"@context":{TYPED(graph.context)},\n"@graph":[\n'
    yield ",\n".join(map(TYPED, graph.head()))
    for entry in graph.document["councils"]:
        yield "".join(f",\n{TYPED(node)}" for node in graph.council(entry))
    yield "\n]}\n"


class Graph:
    """The nodes of one plan."""

    def __init__(self, plan):
        self.plan, self.period = plan, plan.period
        self.document = json.loads(plan.publication.body)
        year = reverse("federation:period", args=[self.period.code])
        self.at = Places(settings.BASE_URL, year, plan.publication.digest)
        self.context = context() | {"@base": self.at.whole}
        self.goods = {good["code"]: good for good in self.document["goods"]}
        slugs = [entry["council"] for entry in self.document["councils"]]
        rows = Council.objects.filter(slug__in=slugs)
        self.councils = {
            slug: (kind, name, german or name)
            for slug, kind, name, german in rows.values_list(
                "slug", "kind", "name", "name_de"
            )
        }
        self.accepted = set(self.document["accepted"])
        self.begins = midnight(self.period.starts)
        self.ends = midnight(self.period.ends + timedelta(days=1))

    def head(self):
        """All nodes that are of no single council."""
        yield self._plan()
        yield self._year()
        yield self._round()
        yield {
            "@id": self.at.together,
            "@type": "Organization",
            "name": f"All councils of {self.period.name_en}",
            "ofYear": self.at.year,
        }
        for code in sorted({good["unit"] for good in self.goods.values()}):
            yield unit_node(code)
        names = Good.objects.in_bulk(list(self.goods), field_name="code")
        for good in self.goods.values():
            yield specification(good, names[good["code"]])
            yield self._balance(good)

    def council(self, entry):
        """A council, its part, its process if it has one, and its commitments."""
        slug = entry["council"]
        kind, name, german = self.councils[slug]
        yield {
            "@id": council_id(slug),
            "@type": "Organization",
            "name": name,
            "names": {"en": name, "de": german},
            "classifiedAs": f"pp:{kind_name(kind)}",
        }
        yield {
            "@id": self.at.assignment(slug),
            "@type": "Assignment",
            "council": council_id(slug),
            "receipt": entry["receipt"],
            "accepted": TRUTH[slug in self.accepted],
        }
        commitments = [
            self._commitment(slug, kind, code, text)
            for code, text in entry["lines"].items()
            # What was cut to nothing is nobody's commitment.
            if text.strip("-0.")
        ]
        if any("inputOf" in each or "outputOf" in each for each in commitments):
            yield self._process(slug, name)
        yield from commitments

    def _plan(self):
        said, at = self.document, self.at
        return {
            "@id": at.plan,
            "@type": "Plan",
            "name": f"Plan {self.period.name_en}",
            "created": moment(self.plan.published_at),
            "due": self.ends,
            "ofYear": at.year,
            "settledFrom": at.round(said["round"]),
            "finish": said["finish"],
            "digest": self.plan.publication.digest,
            "document": f"{at.year}/plan/document",
            "receiptCount": str(said["receipts"]["count"]),
            "receiptRoot": said["receipts"]["root"],
            "largestCut": said["largest_cut"],
            "integralityCost": said["integrality_cost"],
            "integralCouncils": str(said["integral_councils"]),
        }

    def _year(self):
        said = self.document["period"]
        return {
            "@id": self.at.year,
            "@type": "PlanningYear",
            "names": {"en": self.period.name_en, "de": self.period.name_de},
            "starts": said["starts"],
            "ends": said["ends"],
            "silence": said["silence"],
        }

    def _round(self):
        said = self.document
        return {
            "@id": self.at.round(said["round"]),
            "@type": "Round",
            "ofYear": self.at.year,
            "number": str(said["round"]),
            "agreed": TRUTH[said["agreed"]],
            "tolerance": said["tolerance"],
            "rule": said["rule"],
            "ruleVersion": str(said["rule_version"]),
            "digest": said["round_digest"],
        }

    def _balance(self, good):
        return {
            "@id": self.at.balance(good["code"]),
            "@type": "Balance",
            "good": good_id(good["code"]),
            "ofYear": self.at.year,
            "indicativePrice": good["price"],
            **{
                name: measure(good[name], good)
                for name in ("requested", "offered", "unused")
            },
        }

    def _process(self, slug, name):
        return {
            "@id": self.at.process(slug),
            "@type": "Process",
            "name": f"{name}, {self.period.name_en}",
            "plannedWithin": self.at.plan,
            "inScopeOf": council_id(slug),
            "hasBeginning": self.begins,
            "hasEnd": self.ends,
        }

    def _commitment(self, slug, kind, code, text):
        good, offered = self.goods[code], text.startswith("-")
        flow = flow_of(kind, good["category"], offered=offered)
        own, others = council_id(slug), self.at.together
        quantity = "effortQuantity" if flow.action == WORK else "resourceQuantity"
        node = {
            "@id": self.at.commitment(slug, code),
            "@type": "Commitment",
            "action": flow.action,
            "provider": own if offered else others,
            "receiver": others if offered else own,
            "resourceConformsTo": good_id(code),
            quantity: measure(text.removeprefix("-"), good),
            "due": self.ends,
            "assignment": self.at.assignment(slug),
        }
        if flow.process:
            return node | {flow.process: self.at.process(slug)}
        demand = {} if offered else {"independentDemandOf": self.at.plan}
        return node | {"plannedWithin": self.at.plan} | demand
