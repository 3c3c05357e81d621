"""What servers that plan a year together say to each other. For confirmed peers only.

Every answer is signed, and bound to the request it answers. docs/federation.md
describes these addresses to whoever writes such a server; programs of councils have no
use for them, so that they come last in the description of the API.
"""

import re
from base64 import b64encode

from django.http import Http404

from federation.hearing import as_sent
from federation.models import SharedYear
from federation.node import key_id
from federation.parsers import ServersParser, coding_of, unpacked
from federation.problems import Refused
from federation.services import current_key
from federation.services.refusals import note_refused
from federation.views.base import ApiView
from federation.views.shared_headers import HEADERS
from federation.wire.messages import Response as Answer
from federation.wire.packing import CODING
from federation.wire.signatures import sign_response
from ledger import clock

# What no server says by mistake of the moment: people should know of it.
TOLD = frozenset(
    {
        *("message-malformed", "malformed-json", "other-catalogue", "cutoff-passed"),
        *("part-wrong", "part-contradicts", "record-wrong", "record-contradicts"),
    }
)
# Beside the headers of a proof: the bytes of a message that came packed, in base64.
PACKED = "Packed"
COVERED = re.compile(r'"([a-z0-9-]+)"')


class ServersView(ApiView):
    """A view for servers alone; whatever it answers is signed."""

    http_method_names = ["get", "head", "post", "put"]
    headers_of = HEADERS
    parser_classes = [ServersParser]

    def handle_exception(self, error):
        peer = getattr(getattr(self.request, "_user", None), "peer", None)
        if peer is not None and isinstance(error, Refused) and error.kind.code in TOLD:
            note_refused(
                peer=peer, code=error.kind.code, detail=str(error.detail)[:300]
            )
        return super().handle_exception(error)

    def permission_denied(self, request, message=None, code=None):
        """Whoever has not signed is asked for a signature, not for a token."""
        known = request.user.is_authenticated
        raise Refused("forbidden" if known else "signature-missing")

    def finalize_response(self, request, response, *args, **kwargs):
        response = super().finalize_response(request, response, *args, **kwargs)
        # Whoever could not be recognised raises again when it is asked for.
        if getattr(getattr(request, "_user", None), "peer", None) is not None:
            response.headers["Accept-Encoding"] = CODING
            response.add_post_render_callback(lambda done: _sign(request, done))
        return response

    def year_under(self, code):
        """The year that the speaker leads, or that this server plans under it."""
        peer = self.request.user.peer
        year = find_year(code)
        if year.parent_id != peer.pk:
            raise Http404
        return year

    def year_over(self, code):
        """A year of this server, in which the speaker is a member; and the member."""
        year = find_year(code)
        member = year.members.filter(peer=self.request.user.peer, left_at=None).first()
        if member is None:
            raise Http404
        return year, member


def find_year(code):
    found = SharedYear.objects.select_related("period", "parent")
    year = found.filter(period__code=str(code)[:40]).first()
    if year is None:
        raise Http404
    return year


def said_in(request):
    """What a message says, as it was written."""
    plain = request._request
    return unpacked(plain, plain.body).decode()


def proof_of(request):
    """All headers that a message was signed over: with its bytes, proof of who said it.

    Whoever signs more than it must is not to be able to deny it for want of the rest.
    """
    headers = request._request.headers
    covered = COVERED.findall(headers.get("Signature-Input", ""))
    names = ["Signature", "Signature-Input", *(each.title() for each in covered)]
    found = {name: headers[name] for name in names if name in headers}
    if coding_of(request._request) == CODING:
        # These bytes were signed: what they are packed from would not prove it.
        found[PACKED] = b64encode(request._request.body).decode()
    return found


def _sign(request, response):
    own, secret = current_key()
    sent = as_sent(request._request)
    answer = Answer(
        response.status_code, sent, dict(response.headers), response.rendered_content
    )
    sign_response(answer, key_id=key_id(own), secret=secret, at=clock.now())
    for name, value in answer.headers.items():
        response.headers[name] = value
