from rest_framework.parsers import BaseParser

from federation.problems import Refused
from federation.strict import MOST_OF_SERVERS, MOST_PARTS, Malformed, load

LARGEST = 2**20


class StrictJSONParser(BaseParser):
    """Takes one JSON object of at most 1 MiB in UTF-8."""

    media_type = "application/json"
    most = MOST_PARTS

    def parse(self, stream, media_type=None, parser_context=None):
        request = parser_context["request"]
        if not _is_plain_json(request._request):
            raise Refused("unsupported-media-type")
        body = stream.read(LARGEST + 1)
        if len(body) > LARGEST:
            raise Refused("body-too-large")
        try:
            return load(body, self.most)
        except Malformed as error:
            raise Refused("malformed-json", str(error)) from error


class ServersParser(StrictJSONParser):
    """The same for what servers say: documents of all goods are long."""

    most = MOST_OF_SERVERS


def _is_plain_json(request):
    """DRF takes any type that fits ours, even one with a star, in any charset."""
    charset = request.content_params.get("charset", "utf-8").strip('"')
    return (
        request.content_type == StrictJSONParser.media_type
        and charset.lower() in {"utf-8", "utf8"}
        and request.headers.get("Content-Encoding", "identity").lower() == "identity"
    )
