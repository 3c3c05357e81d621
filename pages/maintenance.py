"""How long every process believes what it has read about maintenance."""

from django.core.cache import cache

KEPT = "maintenance"
SECONDS = 60


def forget():
    """Look again at once; the other processes do within a minute."""
    cache.delete(KEPT)
