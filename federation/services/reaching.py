"""Whether another server could be reached, as the last attempt showed."""

from django.db.models.functions import Now

from federation.models import Peer


def reached(*, peer: Peer) -> None:
    """Note that a peer has answered as it should."""
    Peer.objects.filter(pk=peer.pk).update(reached_at=Now(), trouble="")


def not_reached(*, peer: Peer, trouble: str) -> None:
    """Note why a peer did not answer as it should; ``trouble`` is a code or a text."""
    longest = Peer._meta.get_field("trouble").max_length
    Peer.objects.filter(pk=peer.pk).update(trouble=trouble[:longest])
