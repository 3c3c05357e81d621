"""One line about every request: which, whose, how long; and an id to find it by."""

import logging
import re
import time
import uuid

from . import counting, logs

# An id that a proxy has given, if it is one and not a way to write into our logs.
SANE = re.compile(r"[A-Za-z0-9._-]{8,64}")
# Asked every few seconds by machines.
QUIET = {"health", "health-part", "metrics"}
log = logging.getLogger("commonplan.request")


def trace(get_response):
    """Give each request an id, log it, and count it for the metrics."""

    def traced(request):
        given = request.headers.get("X-Request-ID", "")
        number = given if SANE.fullmatch(given) else uuid.uuid4().hex
        started = time.perf_counter()
        # Until the next one: Django has something to say when we have returned.
        logs.CONTEXT.set({"request": number})
        response = get_response(request)
        _note(request, response, time.perf_counter() - started)
        response["X-Request-ID"] = number
        return response

    return traced


def _note(request, response, seconds):
    match = request.resolver_match
    route = match.view_name or match.route if match else "none"
    counting.REQUESTS.add(route, response.status_code, seconds)
    level = logging.DEBUG if route in QUIET else logging.INFO
    fields = {
        "method": request.method,
        # The query may hold anything; the path of a secret is hidden in the log.
        "path": request.path,
        "route": route,
        "status": response.status_code,
        "ms": round(seconds * 1000),
        **{
            name: value
            for name, value in (match.kwargs if match else {}).items()
            if name in ("period", "number", "slug")
        },
    }
    # Only if somebody has asked who it is: it would be a query more.
    person = getattr(request, "_cached_user", None)
    if person is not None and person.is_authenticated:
        fields["user"] = str(person.public_id)
    log.log(level, "%s answered", request.method, extra={"fields": fields})
