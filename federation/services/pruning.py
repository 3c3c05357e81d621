from datetime import datetime

from django.db.models import Q

from federation.models import Delivery, IdempotencyKey, Token


def prune_tokens(*, before: datetime) -> int:
    """Delete tokens of programs that ended before then; the record tells of them."""
    over = Q(expires_at__lt=before) | Q(revoked_at__lt=before)
    return Token.objects.filter(over).delete()[0]


def prune_keys(*, before: datetime) -> int:
    """Delete the answers kept for requests that were first sent before then."""
    return IdempotencyKey.objects.filter(created_at__lt=before).delete()[0]


def prune_deliveries(*, before: datetime) -> int:
    """Delete the log of what webhooks were told before then, if it waits no more."""
    old = Delivery.objects.filter(made_at__lt=before)
    _rows, gone = old.exclude(state=Delivery.State.WAITING).delete()
    return gone.get(Delivery._meta.label, 0)
