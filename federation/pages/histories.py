"""What a server signed of another history of a year, for anybody to check."""

from django.http import JsonResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from federation.models import Head, PeerKey
from federation.services.heads import history_of
from pages.access import for_people


@for_people
@require_safe
def signed(request, number, head):
    """Its answer as it was signed, with the keys of the server, and what is here."""
    rows = Head.objects.evidence().select_related("year__period", "peer")
    found = get_object_or_404(rows, peer=number, pk=head)
    keys = PeerKey.objects.filter(peer=number).order_by("pk")
    period = found.year.period
    told = {
        "kind": "histories",
        "server": found.peer.origin,
        "year": period.code,
        "round": found.differs_at,
        "there": found.other,
        "here": history_of(period)[found.differs_at - 1],
        "keys": [{"id": key.key_id, "public": key.public} for key in keys],
        "answer": found.proof
        | {"received_at": found.at.isoformat(), "body": found.body},
    }
    answer = JsonResponse(told, json_dumps_params={"indent": 1})
    name = f"{period.code}-round-{found.differs_at}-two-histories-{found.pk}.json"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
