"""Every kind of refusal there is.

``/api/v1/problems/<code>`` shows these; programs tell refusals apart by them, so a code
keeps its meaning for ever.
"""

from .kind import Kind
from .places import PLACES
from .requests import REQUESTS
from .servers import SERVERS

KINDS = {kind.code: kind for kind in REQUESTS + SERVERS + PLACES}

__all__ = ["KINDS", "PLACES", "REQUESTS", "SERVERS", "Kind"]
