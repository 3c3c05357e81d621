"""What the server above signed and what does not hold, for anybody to check."""

from django.conf import settings
from django.http import JsonResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from federation.models import PeerKey, Statement
from pages.access import for_people

V1 = "/api/v1/federation"
PATHS = {
    Statement.Kind.PRICES: f"{V1}/announcements",
    Statement.Kind.RECORD: f"{V1}/records",
    Statement.Kind.ACCORD: f"{V1}/plans",
}
MOST = 30


def faults_of(peer):
    """The newest of what a server signed, and what does not hold or contradicts."""
    rows = Statement.objects.filter(year__parent=peer).exclude(fault="")
    rows = rows.select_related("year__period").defer("body", "proof")
    return list(rows.order_by("-pk")[:MOST])


@for_people
@require_safe
def evidence(request, number, statement):
    """It, and what it contradicts, as they were signed, with the keys of the server."""
    rows = Statement.objects.filter(year__parent=number).select_related("year__period")
    found = get_object_or_404(rows.exclude(fault=""), pk=statement)
    first = rows.filter(
        year=found.year, number=found.number, kind=found.kind, fault=""
    ).first()
    keys = PeerKey.objects.filter(peer=number).order_by("pk")
    told = {
        "kind": "statements",
        "server": found.year.parent.origin,
        "year": found.year.period.code,
        "round": found.number,
        "keys": [{"id": key.key_id, "public": key.public} for key in keys],
        "messages": [_message(each) for each in (first, found) if each],
    }
    answer = JsonResponse(told, json_dumps_params={"indent": 1})
    name = f"{found.year.period.code}-{found.kind}-{found.pk}.json"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _message(statement):
    return {
        "method": "POST",
        "target": settings.BASE_URL + PATHS[statement.kind],
        "headers": statement.proof,
        "received_at": statement.at.isoformat(),
        "fault": statement.fault,
        "body": statement.body,
    }
