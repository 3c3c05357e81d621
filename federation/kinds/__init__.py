"""Every kind of refusal there is.

``/api/v1/problems/<code>`` shows these; programs tell refusals apart by them, so a code
keeps its meaning for ever.
"""

from . import places, requests, servers, webhooks
from .kind import Kind

REQUESTS = requests.REQUESTS + webhooks.REFUSED
PLACES = places.PLACES + webhooks.PLACED
SERVERS = servers.SERVERS

KINDS = {kind.code: kind for kind in REQUESTS + PLACES + SERVERS}

__all__ = ["KINDS", "PLACES", "REQUESTS", "SERVERS", "Kind"]
