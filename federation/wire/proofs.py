"""What is kept of a signed answer, so that others can check it without asking again."""

import re
from collections.abc import Mapping
from typing import Any

from federation.wire.messages import Request, Response

# A component of a signature that is a header, and whether it is one of the request.
COVERED = re.compile(r'"([a-z0-9-]+)"(;req)?')
ALWAYS = ("Signature", "Signature-Input")


def proof_of(answer: Response) -> dict[str, Any]:
    """All of a verified answer that it was signed over, but for its body.

    An answer is signed together with the request, so that this is kept beside it.
    Raises ValueError for a header that no text can hold.
    """
    covered = COVERED.findall(answer.headers["Signature-Input"])
    asked, request = [name for name, req in covered if req], answer.request
    said = [name for name, req in covered if not req]
    return {
        "status": answer.status_code,
        "headers": _named(answer.headers, said),
        "request": {
            "method": request.method,
            "target": request.url,
            "headers": _named(request.headers, asked),
        },
    }


def answer_of(proof: Mapping[str, Any], body: str) -> Response:
    """The answer as it was signed, of what is kept: its signature can be verified."""
    asked = proof["request"]
    request = Request(asked["method"], asked["target"], asked["headers"])
    return Response(proof["status"], request, proof["headers"], body.encode())


def _named(headers, names):
    names = (*ALWAYS, *(each.title() for each in names))
    found = {name: headers[name] for name in names if name in headers}
    if any("\0" in each for each in found.values()):
        raise ValueError("a header that was signed has a NUL")
    return found
