"""The console's pages for a facilitator: how long each takes, one after the other."""

import http.client
import time
from statistics import median

import psutil
from django.test import Client
from django.urls import NoReverseMatch, get_resolver, reverse

from benchmarks.processor import database, spent, watch_stolen
from benchmarks.report import Report, percentile

COLUMNS = [
    "page", "status", "bytes", "median ms", "p95 ms", "slowest ms", "target p95",
    "p95 ms of processor",
]  # fmt: skip
PATIENCE = 60
TARGET = 500.0
# Of every page, to the processes of the server in turn.
WARM = 6
NOT_FOUND = 404


def looked_at(service, person, places, times):
    """A report of every page of the console, each asked for so often by a person."""
    stolen = watch_stolen()
    client = Client()
    client.force_login(person)
    session = client.cookies["sessionid"].value
    rows = timed(service, session, pages_of(places), times)
    notes = [
        "Processor: of the web server and the database, whoever used them.",
        f"{stolen():.0%} of the processor was taken by others on the same host.",
    ]
    return Report("Pages of the console", COLUMNS, rows, notes)


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


def timed(service, session, pages, times):
    """Ask for each page so often; rows as in COLUMNS.

    Milliseconds. The first answers of each warm up, in every process of the server,
    and do not count.
    """
    rows = []
    tops = psutil.Process(service.watched["web"].pid), database()
    for name, address in sorted(pages.items()):
        taken, computed, status, size = [], [], 0, 0
        for number in range(WARM + times):
            before, began = spent(*tops), time.perf_counter()
            status, size = _asked(service.port, session, address)
            if status not in (http.client.OK, http.client.FOUND):
                break
            if number >= WARM:
                taken.append(1000 * (time.perf_counter() - began))
                computed.append(1000 * (spent(*tops) - before))
        if status in (NOT_FOUND, http.client.METHOD_NOT_ALLOWED):
            continue
        figures = ["–"] * 3 + [TARGET, "–"]
        if taken:
            late = percentile(taken, 95)
            figures = median(taken), late, max(taken), TARGET, percentile(computed, 95)
        rows.append([name, status, size, *figures])
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
