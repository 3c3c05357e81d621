"""What councils may use in a year: tables, head counts, credits and needs."""

from django.utils.translation import gettext_lazy as _

TOPICS = {
    "headcount": _("Head counts"),
    "credit": _("Credits"),
    "need": _("Special needs"),
}
SAYINGS = {
    "entitlement.table_written": _(
        "Table %(version)s of entitlements of %(period)s was written; nothing is "
        "decided by that."
    ),
    "entitlement.table_discarded": _(
        "Table %(version)s of entitlements of %(period)s was thrown away."
    ),
    "entitlement.decided": _(
        "Table %(version)s of entitlements of %(period)s was decided: %(councils)s "
        "councils may use %(total)s credits."
    ),
    "entitlement.granted_again": _(
        "Table %(version)s of entitlements of %(period)s was applied again: "
        "%(councils)s councils may use %(total)s credits."
    ),
    "headcount.said": _("%(council)s said how its members divide in %(period)s."),
    "headcount.imported": _(
        "Head counts of %(councils)s councils in %(period)s came from a file."
    ),
    "credit.asked": _(
        "%(council)s asked for a credit of %(amount)s in %(period)s, to be repaid in "
        "%(years)s years."
    ),
    "credit.granted": _(
        "%(council)s was granted a credit of %(amount)s in %(period)s."
    ),
    "credit.refused": _(
        "%(council)s was refused a credit of %(amount)s in %(period)s."
    ),
    "credit.withdrawn": _(
        "%(council)s no longer asks for a credit of %(amount)s in %(period)s."
    ),
    "need.filed": _("A special need was filed in %(period)s."),
    "need.drawn": _(
        "The lot of seal %(seal)s drew out of %(candidates)s delegates who reviews a "
        "special need in %(period)s."
    ),
    "need.replaced": _(
        "Somebody did not vote in time on a special need in %(period)s; the next of "
        "the lot was drawn."
    ),
    "need.reviewer_left": _(
        "Somebody did not vote in time on a special need in %(period)s, and nobody "
        "was left to be drawn; the other votes decide."
    ),
    "need.reviewed": _("Somebody voted on a special need in %(period)s."),
    "need.granted": _(
        "A special need in %(period)s was granted, by %(granted)s of %(of)s votes."
    ),
    "need.refused": _(
        "A special need in %(period)s was refused; %(granted)s of %(of)s voted for it."
    ),
}
