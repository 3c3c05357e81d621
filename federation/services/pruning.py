from datetime import datetime

from django.db.models import Q

from federation.models import IdempotencyKey, Token


def prune_tokens(*, before: datetime) -> int:
    """Delete tokens of programs that ended before then; the record tells of them."""
    over = Q(expires_at__lt=before) | Q(revoked_at__lt=before)
    return Token.objects.filter(over).delete()[0]


def prune_keys(*, before: datetime) -> int:
    """Delete the answers kept for requests that were first sent before then."""
    return IdempotencyKey.objects.filter(created_at__lt=before).delete()[0]
