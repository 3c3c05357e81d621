"""What must not change, whatever is said; and what people can read of it."""

from django.test import Client
from django.urls import reverse

from federation.models import Exchange, PartDocument
from iteration.models import Assignment, Plan, Price, Publication, Result, Round
from ledger.models import Record
from proposals.models import Period, Proposal


def figures():
    """Everything that counts: rounds, prices, totals, parts, proposals and plans."""
    parts = PartDocument.objects.filter(contradicts=False)
    told = Exchange.objects.order_by("pk")
    return {
        "years": list(Period.objects.order_by("pk").values_list("pk", "status")),
        "rounds": list(_rows(Round, "number", "status", "cutoff", "state")),
        "prices": list(_rows(Price, "round", "good", "price")),
        "totals": list(_rows(Result, "requested", "offered", "imbalance")),
        "published": list(_rows(Publication, "number", "digest")),
        "parts": list(parts.order_by("pk").values_list("member", "number", "digest")),
        "told": list(told.values_list("number", "announced", "record", "sums")),
        "proposals": list(_rows(Proposal, "council", "goods", "quantities")),
        "plans": list(_rows(Plan, "status", "accord")),
        "assigned": list(_rows(Assignment, "council", "quantities")),
    }


def _rows(model, *names):
    return model.objects.order_by("pk").values_list(*names)


def on_record(kind):
    """What the record holds of a kind, oldest first."""
    return list(Record.objects.filter(kind=kind).order_by("pk"))


def anybody_reads():
    """The public record, as somebody without an account sees it."""
    return Client().get(reverse("console:record")).content.decode()
