"""The last minutes before a cutoff: members who write, check and submit at once."""

import random
import re
import threading
import time
from statistics import median

import requests
from django.contrib.auth.hashers import make_password
from django.test import Client
from django.urls import reverse

from benchmarks.report import Report, percentile
from benchmarks.years import RandomYear
from config.supervise import running
from councils.models import Council, Membership, Person

TARGETS = {"submit": 0.8}
PAGE = 0.3
STEPS = ["start", "draft", "autosave", "check", "submit", "receipt"]
LINES = 40
INPUT = re.compile(r"<input[^>]*>")
PART = {name: re.compile(rf'\b{name}="([^"]*)"') for name in ("name", "value", "type")}


def measure(options):
    report = Report(
        f"{options.members} members submit within {options.seconds:g} s; a catalogue of"
        f" {options.goods} goods, the first council has {options.seats} people",
        ["step", "asked", "median s", "p95 s", "slowest s", "errors", "target p95"],
        notes=[
            "Every member looks at the start page, opens the draft, changes a figure",
            "twice, checks, submits and sees the receipt. The members are threads on",
            "the same machine as web server, worker and database.",
        ],
    )
    crowd = Crowd(options)
    with running(host="127.0.0.1", port=0, prepare=crowd.settle_in) as service:
        crowd.go(service.port, seconds=options.warm_up, members=crowd.members[:8])
        answers = crowd.go(service.port, options.seconds, crowd.members[8:])
        service.check()
    for step in STEPS:
        taken = [seconds for name, seconds, _fine in answers if name == step]
        wrong = sum(not fine for name, _seconds, fine in answers if name == step)
        row = (step, len(taken), median(taken), percentile(taken, 95), max(taken))
        report.rows.append((*row, wrong, TARGETS.get(step, PAGE)))
    return report


class Crowd:
    """A year, its councils, and a delegate of each with a browser of their own."""

    def __init__(self, options):
        self.options, self.answers = options, []

    def settle_in(self):
        """Prepare the year; some more members than asked warm the service up."""
        count = self.options.members + 8
        goods = self.options.goods
        # In smaller years there would be more kinds of land than councils.
        councils = max(count, goods // 2)
        self.year = RandomYear(councils, LINES, "calibrated", goods=goods)
        # Some consume and some produce.
        places = [number * councils // count for number in range(count)]
        self.members = [self._member(place) for place in places]
        self._fill(self.year.councils[places[8]])

    def go(self, port, seconds, members):
        """Let each begin at a random moment; (step, seconds, fine) of all answers."""
        self.answers = []
        threads = [
            threading.Thread(target=self._visit, args=(port, seconds, *member))
            for member in members
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return self.answers

    def _member(self, place):
        council = self.year.councils[place]
        person = Person.objects.create(username=f"delegate-{place}", password="!")
        Membership.objects.create(person=person, council=council, role="delegate")
        client = Client()
        client.force_login(person)
        return council.slug, client.cookies["sessionid"].value

    def _fill(self, council):
        """Give a council as many people as a large one has."""
        nobody = make_password(None)
        people = Person.objects.bulk_create(
            Person(username=f"person-{number}", password=nobody)
            for number in range(self.options.seats - 1)
        )
        Membership.objects.bulk_create(
            Membership(person=person, council=council) for person in people
        )
        Council.objects.filter(pk=council.pk).update(members=self.options.seats)

    def _visit(self, port, seconds, slug, session):
        browser = Browser(f"http://127.0.0.1:{port}", session, self.answers)
        pause = seconds / (len(STEPS) + 2)
        time.sleep(random.uniform(0, pause))
        where = {
            name: reverse(f"desk:{name}", args=[self.year.period.code, slug])
            for name in ("draft", "autosave", "check")
        }
        browser.get("start", "/")
        time.sleep(random.uniform(0, pause))
        fields = browser.get("draft", where["draft"])
        for _time in range(2):
            time.sleep(random.uniform(0, pause))
            browser.post("autosave", where["autosave"], _changed(fields), htmx=True)
        time.sleep(random.uniform(0, pause))
        fields = browser.get("check", where["check"])
        time.sleep(random.uniform(0, pause))
        receipt = browser.post("submit", where["check"], fields)
        if receipt:
            browser.get("receipt", receipt)


class Browser:
    """One member's connection, which notes how long every answer took."""

    def __init__(self, base, session, answers):
        self.base, self.answers = base, answers
        self.session = requests.Session()
        self.session.cookies["sessionid"] = session

    def get(self, step, path):
        """The fields of the page's forms, {name: value}."""
        answer = self._ask(step, "GET", path)
        return _fields(answer.text) if answer is not None else {}

    def post(self, step, path, fields, htmx=False):
        """Where the answer leads to, if it leads anywhere."""
        headers = {"HX-Request": "true"} if htmx else {}
        answer = self._ask(step, "POST", path, data=fields, headers=headers)
        return answer.headers.get("Location") if answer is not None else None

    def _ask(self, step, method, path, **what):
        began, answer = time.perf_counter(), None
        try:
            answer = self.session.request(
                method, self.base + path, timeout=60, allow_redirects=False, **what
            )
        except requests.RequestException:
            fine = False
        else:
            # A proposal that was taken leads to its receipt.
            fine = answer.status_code == (302 if step == "submit" else 200)
        self.answers.append((step, time.perf_counter() - began, fine))
        return answer


def _fields(page):
    fields = {}
    for tag in INPUT.findall(page):
        found = {name: part.search(tag) for name, part in PART.items()}
        kind = found["type"][1] if found["type"] else "text"
        if found["name"] and kind in ("hidden", "text"):
            fields[found["name"][1]] = found["value"][1] if found["value"] else ""
    return fields


def _changed(fields):
    """The same with another figure in one of the lines."""
    figures = [
        name
        for name in fields
        if name.endswith(("-request", "-offer")) and fields[name]
    ]
    if figures:
        fields = fields | {random.choice(figures): str(random.randint(10, 99))}
    return fields
