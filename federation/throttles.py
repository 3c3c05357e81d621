"""How often one caller may ask: a courtesy between programs, no wall against attack."""

from rest_framework.throttling import SimpleRateThrottle

from federation.models import Token


class TokenThrottle(SimpleRateThrottle):
    """Counts per token, so that one program does not slow down a person's others."""

    scope = "token"
    rate = "600/min"

    def get_cache_key(self, request, view):
        if not isinstance(request.auth, Token):
            return None
        return self.cache_format % {"scope": self.scope, "ident": request.auth.pk}


class PeerThrottle(SimpleRateThrottle):
    """Counts per server."""

    scope = "peer"
    rate = "600/min"

    def get_cache_key(self, request, view):
        peer = getattr(request.user, "peer", None)
        if peer is None:
            return None
        return self.cache_format % {"scope": self.scope, "ident": peer.pk}


class AddressThrottle(SimpleRateThrottle):
    """Counts whoever comes without a token or a signature per address."""

    scope = "address"
    rate = "300/min"

    def get_cache_key(self, request, view):
        if isinstance(request.auth, Token) or hasattr(request.user, "peer"):
            return None
        ident = self.get_ident(request)
        return self.cache_format % {"scope": self.scope, "ident": ident}
