"""The headers of what servers say to each other, for the description."""

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import OpenApiParameter

IDEMPOTENCY_KEY = OpenApiParameter(
    "Idempotency-Key",
    location=OpenApiParameter.HEADER,
    required=True,
    pattern=r"^[A-Za-z0-9._:~-]{8,128}$",
    description=_(
        "Signed with the message, and the same for all its tries. A repetition is"
        " known by what it says."
    ),
)


def _of_answer(name, meaning):
    return OpenApiParameter(
        name, location=OpenApiParameter.HEADER, response=[200], description=meaning
    )


SIGNED = (
    _of_answer("Signature", _("Of this server, over the answer and the request.")),
    _of_answer("Signature-Input", _("What was signed, when, and with which key.")),
    _of_answer("Content-Digest", _("SHA-256 of the body.")),
)
REVISION = _of_answer("ETag", _("The number of the revision; 0 for none."))
IF_MATCH = OpenApiParameter(
    "If-Match",
    location=OpenApiParameter.HEADER,
    required=True,
    pattern=r'^"(0|[1-9][0-9]{0,2})"$',
    description=_("The ETag of the revision this one follows; signed with the rest."),
)
HEADERS = {
    "GET": SIGNED,
    "POST": (IDEMPOTENCY_KEY, *SIGNED),
}
OF_PARTS = {
    "GET": (REVISION, *SIGNED),
    "PUT": (IDEMPOTENCY_KEY, IF_MATCH, REVISION, *SIGNED),
}
