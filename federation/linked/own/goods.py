"""What is said of goods and their quantities."""

from django.utils.translation import gettext_lazy as _

from federation.linked.own.term import DECIMAL, LINK, TEXT, TRUTH, VALUE, Term

TERMS = [
    Term(
        "good",
        LINK,
        _("good"),
        _("The good that is balanced."),
        "Balance",
        "vf:ResourceSpecification",
    ),
    Term(
        "indicativePrice",
        VALUE,
        _("indicative price"),
        _("Credits per unit, announced with a round: the estimated cost to society."),
        "Balance",
        DECIMAL,
    ),
    Term(
        "requested",
        LINK,
        _("requested"),
        _("What all councils together get."),
        "",
        "vf:Measure",
    ),
    Term(
        "offered",
        LINK,
        _("offered"),
        _("What all councils together give."),
        "",
        "vf:Measure",
    ),
    Term(
        "unused",
        LINK,
        _("unused"),
        _("Offered less requested."),
        "Balance",
        "vf:Measure",
    ),
    Term(
        "excessDemand",
        VALUE,
        _("excess demand"),
        _("Requested less offered; it has a sign, so it is no quantity of Valueflows."),
        "",
        DECIMAL,
    ),
    Term(
        "imbalance",
        VALUE,
        _("imbalance"),
        _("2 (requested − offered) / (requested + offered)."),
        "",
        DECIMAL,
    ),
    Term(
        "ratio",
        VALUE,
        _("benefit-cost ratio"),
        _("The value of what a worker council offers by that of what it requests."),
        "",
        DECIMAL,
    ),
    Term(
        "mayStayUnused",
        VALUE,
        _("may stay unused"),
        _("Whether what is offered of it may stay unused in a plan."),
        "vf:ResourceSpecification",
        TRUTH,
    ),
    Term(
        "classification",
        VALUE,
        _("classification"),
        _("Its code in a statistical classification, as the catalogue has it."),
        "vf:ResourceSpecification",
        TEXT,
    ),
    Term(
        "ucum",
        VALUE,
        _("UCUM code"),
        _("The unit in the Unified Code for Units of Measure."),
        "vf:Unit",
        TEXT,
    ),
]
