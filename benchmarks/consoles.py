"""The console's pages for a facilitator: how long each takes, one after the other."""

import http.client
import time
from statistics import median

from django.test import Client
from django.urls import NoReverseMatch, get_resolver, reverse

from benchmarks.report import Report, percentile

COLUMNS = ["page", "status", "bytes", "median ms", "p95 ms", "slowest ms", "target p95"]
PATIENCE = 60
TARGET = 500.0
NOT_FOUND = 404


def looked_at(port, person, places, times):
    """A report of every page of the console, each asked for so often by a person."""
    client = Client()
    client.force_login(person)
    session = client.cookies["sessionid"].value
    rows = timed(port, session, pages_of(places), times)
    return Report("Pages of the console", COLUMNS, rows)


def pages_of(places):
    """Addresses by name: every page of the console whose address ``places`` can fill.

    ``places`` maps names of parts of an address to what stands there.
    """
    found = {}
    for pattern in get_resolver().url_patterns:
        if getattr(pattern, "namespace", None) == "console":
            for route in pattern.url_patterns:
                wanted = set(route.pattern.converters)
                if wanted <= places.keys():
                    where = {name: places[name] for name in wanted}
                    found[route.name] = _address(route.name, where)
    return {name: address for name, address in found.items() if address}


def _address(name, where):
    try:
        return reverse(f"console:{name}", kwargs=where)
    except NoReverseMatch:
        return None


def timed(port, session, pages, times):
    """Ask for each page so often; rows of name, status, bytes, median, p95, slowest.

    Milliseconds. The first answer of each warms up and does not count.
    """
    rows = []
    for name, address in sorted(pages.items()):
        taken, status, size = [], 0, 0
        for number in range(times + 1):
            began = time.perf_counter()
            status, size = _asked(port, session, address)
            if status not in (http.client.OK, http.client.FOUND):
                break
            if number:
                taken.append(1000 * (time.perf_counter() - began))
        if status in (NOT_FOUND, http.client.METHOD_NOT_ALLOWED):
            continue
        figures = [median(taken), percentile(taken, 95), max(taken)] if taken else []
        rows.append([name, status, size, *figures, *["–"] * (3 - len(figures)), TARGET])
    return rows


def _asked(port, session, address):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    try:
        cookie = {"Cookie": f"sessionid={session}"}
        connection.request("GET", address, headers=cookie)
        answer = connection.getresponse()
        return answer.status, len(answer.read())
    except (OSError, http.client.HTTPException):
        return 599, 0
    finally:
        connection.close()
