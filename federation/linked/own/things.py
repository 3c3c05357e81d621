"""The things that are planned with."""

from django.utils.translation import gettext_lazy as _

from federation.linked.own.term import CLASS, Term

TERMS = [
    Term(
        "PlanningYear",
        CLASS,
        _("planning year"),
        _("A year that councils plan together, with a catalogue that is frozen."),
    ),
    Term(
        "Round",
        CLASS,
        _("round"),
        _("From the announcement of indicative prices to the count at a cutoff."),
    ),
    Term(
        "Balance",
        CLASS,
        _("balance of a good"),
        _("What all councils together request and offer of one good."),
    ),
    Term(
        "Assignment",
        CLASS,
        _("assignment"),
        _("One council’s part in a plan: what it shall make and may use."),
    ),
    Term(
        "Aggregate",
        CLASS,
        _("aggregate"),
        _("Exact sums per good over the councils of a server and those below it."),
    ),
    Term(
        "ImputedAnswer",
        CLASS,
        _("imputed answer"),
        _("An answer counted for a silent council by a published rule, and marked."),
    ),
    Term(
        "Entitlement",
        CLASS,
        _("entitlement"),
        _("What a consumer council may use in a year, in credits; no money."),
    ),
    Term(
        "GoodCategory",
        CLASS,
        _("category of goods"),
        _("What a good is in planning: consumption, labour, a resource and so on."),
    ),
    Term(
        "CouncilKind",
        CLASS,
        _("kind of council"),
        _("Whether a council makes, uses, keeps for all, or bears the consequences."),
    ),
]
