"""Tables of entitlements, and what councils say and ask: read here, done elsewhere."""

from django.contrib import admin

from councils.watching import Watched
from ledger.admin import ReadOnlyAdmin
from proposals.models import (
    Credit,
    EntitlementRate,
    EntitlementRule,
    HeadCount,
    Need,
    Repayment,
    Review,
)


@admin.register(EntitlementRule)
class EntitlementRuleAdmin(ReadOnlyAdmin):
    list_display = ["period", "version", "per", "rate", "rating", "decided_at"]
    list_filter = ["period"]
    list_select_related = ["period"]


@admin.register(EntitlementRate)
class EntitlementRateAdmin(ReadOnlyAdmin):
    list_display = ["rule", "position", "code", "source", "amount"]
    list_filter = ["source"]
    list_select_related = ["rule"]


@admin.register(HeadCount)
class HeadCountAdmin(Watched, ReadOnlyAdmin):
    looks_at = "entitlements"
    list_display = ["council", "period", "rating", "hours", "origin", "said_at"]
    list_filter = ["period", "origin"]
    list_select_related = ["council", "period"]
    search_fields = ["council__slug"]


@admin.register(Credit)
class CreditAdmin(Watched, ReadOnlyAdmin):
    looks_at = "entitlements"
    list_display = ["council", "period", "amount", "years", "state", "asked_at"]
    list_filter = ["period", "state"]
    list_select_related = ["council", "period"]
    search_fields = ["council__slug"]


@admin.register(Repayment)
class RepaymentAdmin(Watched, ReadOnlyAdmin):
    looks_at = "entitlements"
    list_display = ["credit", "period", "amount"]
    list_filter = ["period"]
    list_select_related = ["credit__council", "period"]

    def looked_council(self, row):
        return row.credit.council


@admin.register(Need)
class NeedAdmin(ReadOnlyAdmin):
    """What a need is about and whose it is, is for its reviewers and its council."""

    list_display = ["__str__", "period", "amount", "state", "decided_at"]
    list_filter = ["period", "state"]
    list_select_related = ["period"]
    exclude = ["council", "text"]


@admin.register(Review)
class ReviewAdmin(ReadOnlyAdmin):
    """That somebody was drawn, and has voted; neither who nor how."""

    list_display = ["need", "drawn_at", "voted_at", "replaced_at"]
    list_select_related = ["need"]
    exclude = ["person", "granted"]
