"""Who a program speaks for: ``Authorization: Bearer cp_<prefix>_<secret>``."""

import hmac
import re

from rest_framework.authentication import BaseAuthentication, get_authorization_header

from federation.models import Token
from federation.problems import Refused
from federation.services import note_use
from federation.services.tokens import digest_of
from ledger import clock

TOKEN = re.compile(r"cp_([0-9a-f]{12})_([A-Za-z0-9_-]{43})")
# Compared with where there is no token, so that both take the same time.
NOBODY = digest_of("")


class TokenAuthentication(BaseAuthentication):
    """Knows the person a token stands for; leaves other schemes to others."""

    def authenticate(self, request):
        scheme, _space, text = (
            get_authorization_header(request).decode("latin-1").partition(" ")
        )
        if scheme.lower() != "bearer":
            return None
        at = clock.now()
        token = find(text.strip(), at)
        note_use(token=token, at=at)
        return token.person, token

    def authenticate_header(self, request):
        return 'Bearer realm="commonplan"'


def find(text, at):
    """The token that was sent; refused, with the reason, if it opens nothing at ``at``.

    Only who knows the secret is told whether a token is expired or revoked.
    """
    match = TOKEN.fullmatch(text)
    prefix, secret = match.groups() if match else ("", "")
    token = Token.objects.filter(prefix=prefix).select_related("person").first()
    known = token.digest if token else NOBODY
    if not hmac.compare_digest(digest_of(secret), known) or token is None:
        raise Refused("token-unknown")
    if token.revoked_at or not token.person.is_active:
        raise Refused("token-revoked")
    if token.expires_at <= at:
        raise Refused("token-expired")
    return token
