from django.utils.translation import gettext_lazy as _

from .kind import Kind

# What was asked as a whole.
REQUESTS = [
    Kind(
        "invalid",
        400,
        _("Some of what was sent cannot be taken."),
        _("Each entry of “errors” names the place, a code and the reason."),
    ),
    Kind(
        "malformed-json",
        400,
        _("The body is not the JSON that is taken here."),
        _(
            "Send one JSON object in UTF-8, without duplicate names, nested at most"
            " 32 deep. NaN, Infinity, NUL and half surrogate pairs are refused."
        ),
    ),
    Kind(
        "invalid-parameters",
        400,
        _("A parameter in the address is unknown or cannot be read."),
        _("Each entry of “errors” names the parameter. Send each at most once."),
    ),
    Kind(
        "unreadable-request",
        400,
        _("The request itself could not be read."),
        _("Ask for the address as this server is known by; send ordinary headers."),
    ),
    Kind(
        "idempotency-key-missing",
        400,
        _("The header Idempotency-Key is missing."),
        _("Send one that is new for every new proposal, for example a random UUID."),
    ),
    Kind(
        "idempotency-key-malformed",
        400,
        _("The header Idempotency-Key cannot be read."),
        _("Use 8 to 128 letters, digits and the signs - _ . : ~ without spaces."),
    ),
    Kind(
        "not-authenticated",
        401,
        _("This needs a token."),
        _("Send the header “Authorization: Bearer” with your token."),
    ),
    Kind(
        "token-unknown",
        401,
        _("This token is not known here."),
        _("Check that it was copied whole; if it is lost, have a new one issued."),
    ),
    Kind(
        "token-expired",
        401,
        _("This token has expired."),
        _("Have a new one issued."),
    ),
    Kind(
        "token-revoked",
        401,
        _("This token was revoked, or its person may no longer log in."),
        _("Have a new one issued."),
    ),
    Kind(
        "signature-missing",
        401,
        _("The request is not signed as servers sign theirs."),
        _("Sign it as docs/federation.md says, under the label pp."),
    ),
    Kind(
        "signature-invalid",
        401,
        _("The signature does not fit the request."),
        _(
            "Sign the method, the whole address, the digest of the body and the headers"
            " that are asked for; send exactly what was signed."
        ),
    ),
    Kind(
        "signature-key-unknown",
        401,
        _("Nobody here has confirmed the key of this signature."),
        _("Have people here compare its fingerprint with people at your server."),
    ),
    Kind(
        "clock-too-far-off",
        401,
        _("The request was signed more than five minutes ago, or in the future."),
        _("Compare the clock of your server with the time given here."),
    ),
    Kind(
        "replayed",
        409,
        _("This very request was here before."),
        _("To repeat it, sign it anew with the same Idempotency-Key."),
    ),
    Kind(
        "forbidden",
        403,
        _("You may not do this."),
        _("From a browser, send the CSRF token; from a program, use a token."),
    ),
    Kind(
        "scope-missing",
        403,
        _("This token was not issued for this."),
        _("Have a token issued with the scope that “detail” names."),
    ),
    Kind(
        "seat-cannot-submit",
        403,
        _("Your seat in this council does not include submitting."),
        _("Delegates and clerks submit. Ask the council for such a seat."),
    ),
    Kind(
        "not-found",
        404,
        _("There is nothing here that you can see."),
        _("Follow the links, beginning at /api/v1/. Other councils look like none."),
    ),
    Kind(
        "not-yet-published",
        404,
        _("This is not published yet."),
        _("Come back after the count of the round, or the publication of the plan."),
    ),
    Kind(
        "method-not-allowed",
        405,
        _("This address does not take this method."),
        _("The header Allow names those it takes."),
    ),
    Kind(
        "not-acceptable",
        406,
        _("There is no such representation."),
        _("Accept application/json."),
    ),
    Kind(
        "period-closed",
        409,
        _("The planning year takes no proposals now."),
        _("Look at the status of the year; proposals are taken while it is “open”."),
    ),
    Kind(
        "idempotency-in-flight",
        409,
        _("A request with this Idempotency-Key is still being worked on."),
        _("Send it again, unchanged, after the seconds in Retry-After."),
    ),
    Kind(
        "body-too-large",
        413,
        _("The body is too large."),
        _("Send at most 1 MiB."),
    ),
    Kind(
        "unsupported-media-type",
        415,
        _("The body is in a format that is not taken here."),
        _("Send application/json in UTF-8, not compressed."),
    ),
    Kind(
        "idempotency-key-reused",
        422,
        _("This Idempotency-Key came before, with another request."),
        _("Use a new key for a new proposal; the old request is unchanged."),
    ),
    Kind(
        "throttled",
        429,
        _("Too many requests."),
        _("Wait the seconds in Retry-After."),
    ),
    Kind(
        "internal",
        500,
        _("Something went wrong here."),
        _("Send the same request with the same key again. If it stays, tell us."),
    ),
    Kind(
        "unavailable",
        503,
        _("The service cannot answer at the moment."),
        _("Send the same request again after the seconds in Retry-After."),
    ),
]
