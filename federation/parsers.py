from rest_framework.parsers import BaseParser

from federation.problems import Refused
from federation.strict import MOST_OF_SERVERS, MOST_PARTS, Malformed, load
from federation.wire.packing import CODING, NotPacked, unpack

LARGEST = 2**20


class StrictJSONParser(BaseParser):
    """Takes one JSON object of at most 1 MiB in UTF-8."""

    media_type = "application/json"
    most = MOST_PARTS
    # In which a body may be packed.
    codings = frozenset({"identity"})

    def parse(self, stream, media_type=None, parser_context=None):
        request = parser_context["request"]
        if not _is_json(request._request, self.codings):
            raise Refused("unsupported-media-type")
        body = stream.read(LARGEST + 1)
        if len(body) > LARGEST:
            raise Refused("body-too-large")
        try:
            return load(self.unpacked(body, request._request), self.most)
        except Malformed as error:
            raise Refused("malformed-json", str(error)) from error

    def unpacked(self, body, _request):
        """The text in a body, as bytes."""
        return body


class ServersParser(StrictJSONParser):
    """The same for what servers say: documents of all goods are long, or packed."""

    most = MOST_OF_SERVERS
    codings = frozenset({"identity", CODING})

    def unpacked(self, body, request):
        return unpacked(request, body)


def coding_of(request):
    """How a request says its body is packed."""
    return request.headers.get("Content-Encoding", "identity").strip().lower()


def unpacked(request, body):
    """The text of a server's message, as bytes, however it came."""
    if coding_of(request) != CODING:
        return body
    try:
        return unpack(body, LARGEST)
    except NotPacked as error:
        raise Refused("malformed-json", str(error)) from error


def _is_json(request, codings):
    """DRF takes any type that fits ours, even one with a star, in any charset."""
    charset = request.content_params.get("charset", "utf-8").strip('"')
    return (
        request.content_type == StrictJSONParser.media_type
        and charset.lower() in {"utf-8", "utf8"}
        and coding_of(request) in codings
    )
