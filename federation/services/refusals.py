"""What other servers said that could not be taken, noted for people here."""

from datetime import timedelta

from django.db import transaction

from federation.models import Peer
from ledger import clock
from ledger.models import Record
from ledger.services import record

# More of one server in a day tell nobody more, and would fill the record.
MOST, IN = 20, timedelta(days=1)


@transaction.atomic
def note_refused(*, peer: Peer, code: str, detail: str) -> None:
    """Put on record that a message of a peer was refused, and why; the same once."""
    lately = Record.objects.filter(
        kind="peer.refused", subject=peer.origin, at__gte=clock.now() - IN
    )
    told = {"code": code, "detail": detail}
    if lately.count() < MOST and not lately.filter(data=told).exists():
        record(kind="peer.refused", subject=peer.origin, data=told)
