from datetime import datetime

from django.db.models import Q

from councils.models import Invitation, Notice


def prune_notices(*, before: datetime) -> int:
    """Delete what people were told, or need not be told, of before then."""
    over = Q(told_at__lt=before) | Q(outdated_at__lt=before)
    return Notice.objects.filter(over).delete()[0]


def forget_addresses(*, before: datetime) -> int:
    """Forget the addresses of invitations that nobody has taken; return how many.

    The invitation itself stays. Who took it has an account, and knows.
    """
    over = Q(ended_at__lt=before) | Q(expires_at__lt=before)
    nobody = Invitation.objects.filter(over, used=0).exclude(email="")
    return nobody.update(email="")
