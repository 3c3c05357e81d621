"""What the rounds announced and what they counted."""

from django.utils.translation import gettext_lazy as _

from desk.spreadsheets.public.column import Column, Table
from iteration.models import Price, Publication, Result, Round

FIGURES = (
    ("published_at", "datetime", _("When it was counted and published, UTC.")),
    ("agreed", "boolean", _("Whether every good was within tolerance.")),
    ("worst", "number", _("Largest imbalance of a good, as a share of 1.")),
    ("weighted", "number", _("Imbalance of all goods, weighted by value.")),
    ("goods_out", "integer", _("Goods out of tolerance.")),
    ("own", "integer", _("Councils that answered themselves.")),
    ("standing", "integer", _("Councils answered for by their instruction.")),
    ("imputed", "integer", _("Councils answered for as expected of them.")),
    ("carried", "integer", _("Councils whose last proposal was carried over.")),
    ("absent", "integer", _("Councils that were not counted.")),
    ("noise_floor", "number", _("Below this, more rounds bring no imbalance.")),
)
NUMBER = Column("round", "integer", _("Number of the round."), "Round.number")
GOOD = Column("good", "string", _("Code of the good."))


def _rounds(period):
    rounds = Round.objects.filter(period=period).select_related("worst_good")
    digests = dict(
        Publication.objects.filter(period=period, plan=None).values_list(
            "round_id", "digest"
        )
    )
    for each in rounds.order_by("number"):
        yield (
            each.number,
            each.status,
            each.opened_at,
            None if each.paused_at else each.cutoff,
            each.rule,
            each.rule_version,
            each.tolerance,
            each.worst_good and each.worst_good.code,
            *(getattr(each, name) for name, _kind, _about in FIGURES),
            digests.get(each.pk),
        )


def _prices(period):
    prices = Price.objects.filter(round__period=period)
    ordered = prices.order_by("round__number", "good__code")
    yield from ordered.values_list("round__number", "good__code", "price").iterator()


def _counted(period):
    results = Result.objects.filter(
        round__period=period, round__status=Round.Status.PUBLISHED
    )
    results = results.select_related("good", "round")
    return results.order_by("round__number", "good__code").iterator()


def _results(period):
    for row in _counted(period):
        yield (
            row.round.number,
            row.good.code,
            row.good.in_units(row.requested),
            row.good.in_units(row.offered),
            row.good.in_units(row.excess),
            row.imbalance,
            row.within,
            row.reason,
            row.step,
        )


def _pulls(period):
    for row in _counted(period):
        for kind, units in sorted(row.pulls.items()):
            yield row.round.number, row.good.code, kind, row.good.in_units(units)


ROUNDS = Table(
    "rounds",
    _("The rounds, and how near the proposals came."),
    (
        NUMBER,
        Column(
            "status",
            "string",
            _("open, paused, counting or published."),
            "Round.status",
        ),
        Column("opened_at", "datetime", _("Opened, UTC."), "Round.opened_at"),
        Column(
            "cutoff",
            "datetime",
            _("Cutoff, UTC; none while the round is paused."),
            "Round.cutoff",
        ),
        Column("rule", "string", _("The price rule."), "Round.rule"),
        Column("rule_version", "integer", _("Its version."), "Round.rule_version"),
        Column("tolerance", "number", _("Tolerance of this round."), "Round.tolerance"),
        Column(
            "worst_good",
            "string",
            _("The good furthest from balance."),
            "Round.worst_good",
        ),
        *(Column(name, kind, about, f"Round.{name}") for name, kind, about in FIGURES),
        Column(
            "digest",
            "string",
            _("SHA-256 of the published document."),
            "Publication.digest",
        ),
    ),
    _rounds,
)
PRICES = Table(
    "prices",
    _("The price of every good in every round."),
    (
        NUMBER,
        GOOD,
        Column("price", "number", _("Credits per unit of the good."), "Price.price"),
    ),
    _prices,
)
RESULTS = Table(
    "results",
    _("What was requested and offered of every good in every counted round."),
    (
        NUMBER,
        GOOD,
        Column(
            "requested",
            "number",
            _("Requested in all, in the good's unit."),
            "Result.requested",
        ),
        Column(
            "offered",
            "number",
            _("Offered in all, in the good's unit."),
            "Result.offered",
        ),
        Column("excess", "number", _("Requested less offered.")),
        Column(
            "imbalance",
            "number",
            _("2 (requested − offered) / (requested + offered)."),
            "Result.imbalance",
        ),
        Column("within", "boolean", _("Whether within tolerance."), "Result.within"),
        Column(
            "reason", "string", _("Why the price moved as it did."), "Result.reason"
        ),
        Column(
            "step",
            "number",
            _("What the price moved by; 0.04 is 4 percent."),
            "Result.step",
        ),
    ),
    _results,
)
PULLS = Table(
    "pulls",
    _("Whose demand changed since the round before, by kind of council."),
    (
        NUMBER,
        GOOD,
        Column("kind", "string", _("Kind of councils."), "Result.pulls"),
        Column("change", "number", _("More requested or less offered, in units.")),
    ),
    _pulls,
)
