"""Which server is speaking: known by a signature with a key that people confirmed."""

from collections.abc import Mapping

from django.conf import settings
from rest_framework.authentication import BaseAuthentication

from federation.models import PeerKey
from federation.permissions import PEER
from federation.problems import Refused
from federation.services import Replayed, heard, note_nonce
from federation.wire.keys import verifying_key
from federation.wire.messages import Request
from federation.wire.sending import LARGEST
from federation.wire.signatures import Unverified, verify_request
from ledger import clock

REFUSALS = {
    "missing": "signature-missing",
    "invalid": "signature-invalid",
    "unknown_key": "signature-key-unknown",
    "clock": "clock-too-far-off",
}


class Speaker:
    """Another server, in the place of a person: it may do what is for peers."""

    kind = PEER
    is_authenticated = is_active = True
    pk = None

    def __init__(self, key):
        self.peer, self.key = key.peer, key

    def has_perm(self, _permission):
        return False


class PeerAuthentication(BaseAuthentication):
    """Hears peers; requests without a signature are left to others."""

    def authenticate(self, request):
        if "Signature-Input" not in request.headers:
            return None
        at = clock.now()
        known = Known()
        try:
            signed = verify_request(
                as_sent(request._request),
                keys=known,
                at=at,
                note=lambda signed: note_nonce(
                    key=known.rows[signed.key_id], nonce=signed.nonce
                ),
            )
        except Unverified as error:
            detail = error.detail if error.code == "clock" else ""
            raise Refused(REFUSALS[error.code], detail) from error
        except Replayed:
            raise Refused("replayed") from None
        key = known.rows[signed.key_id]
        heard(peer=key.peer, created=signed.created, at=at)
        return Speaker(key), signed


class Known(Mapping):
    """The keys that count, each read when it is asked for."""

    def __init__(self):
        self.rows = {}

    def __getitem__(self, key_id):
        if key_id not in self.rows:
            found = PeerKey.objects.valid().select_related("peer")
            row = found.filter(key_id=key_id[:400]).first()
            if row is None:
                raise KeyError(key_id)
            self.rows[key_id] = row
        return verifying_key(self.rows[key_id].public)

    def __iter__(self):
        return iter(self.rows)

    def __len__(self):
        return len(self.rows)


def as_sent(request):
    """A request as its sender signed it: at our own address, whatever a proxy says."""
    body = request.body
    if len(body) > LARGEST:
        raise Refused("body-too-large")
    url = settings.BASE_URL + request.get_full_path()
    return Request(request.method, url, dict(request.headers), body)
