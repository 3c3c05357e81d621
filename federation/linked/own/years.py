"""What is said of years and rounds."""

from django.utils.translation import gettext_lazy as _

from federation.linked.own.term import (
    DATE,
    DECIMAL,
    INTEGER,
    LINK,
    TEXT,
    TRUTH,
    VALUE,
    Term,
)

TERMS = [
    Term(
        "ofYear",
        LINK,
        _("of the year"),
        _("The year it belongs to."),
        "",
        "PlanningYear",
    ),
    Term(
        "starts",
        VALUE,
        _("starts"),
        _("The first day of the year."),
        "PlanningYear",
        DATE,
    ),
    Term(
        "ends", VALUE, _("ends"), _("The last day of the year."), "PlanningYear", DATE
    ),
    Term(
        "silence",
        VALUE,
        _("rule for silence"),
        _("How a council that does not answer is counted."),
        "PlanningYear",
        TEXT,
    ),
    Term(
        "number",
        VALUE,
        _("number"),
        _("Rounds of a year are counted from 1."),
        "Round",
        INTEGER,
    ),
    Term(
        "agreed",
        VALUE,
        _("agreed"),
        _("Whether the imbalance of every good was within the tolerance."),
        "Round",
        TRUTH,
    ),
    Term(
        "tolerance",
        VALUE,
        _("tolerance"),
        _("The imbalance below which a good counts as balanced."),
        "Round",
        DECIMAL,
    ),
    Term(
        "rule",
        VALUE,
        _("price rule"),
        _("The published rule by which prices moved."),
        "Round",
        TEXT,
    ),
    Term(
        "ruleVersion",
        VALUE,
        _("version of the rule"),
        _("A rule that changes gets another number."),
        "Round",
        INTEGER,
    ),
]
