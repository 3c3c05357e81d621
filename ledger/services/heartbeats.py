from django.db.models import F
from django.db.models.functions import Now

from ledger.models import Heartbeat


def heartbeat(*, name: str) -> None:
    """Note that a part of the service has just done its work."""
    seen = Heartbeat.objects.filter(name=name)
    if not seen.update(at=Now(), count=F("count") + 1):
        # Two first ones at the same moment are one.
        Heartbeat.objects.get_or_create(name=name)
