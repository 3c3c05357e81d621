"""A server that plans under another one, and none under it."""

import threading

import requests

from tests.federation.second import moments
from tests.federation.second.councils import Councils
from tests.federation.second.courses import Course
from tests.federation.second.documents import digest
from tests.federation.second.doors import Door
from tests.federation.second.keys import Key
from tests.federation.second.parts import part
from tests.federation.second.post import Above, RejectedError, TryAgainError
from tests.federation.second.refusals import RefusedError
from tests.federation.second.years import Year


class Child:
    """A leaf in the tree of a year. Use it as a context: it closes its door."""

    def __init__(self, name, port, above, councils, *, answers_trials=False):
        self.origin = f"http://127.0.0.1:{port}"
        self.key, self.councils = Key(self.origin), Councils(councils)
        self.answers_trials, self.course = answers_trials, None
        # What the server above refused, and what of its own did not hold.
        self.rejected, self.refused, self.heads, self._ends = [], [], [], False
        self.above = Above(above, self.key)
        description = {
            "node": self.origin,
            "name": name,
            "software": "second",
            "protocol": 1,
            "keys": [self.key.description()],
        }
        known = self.above.keys_now
        self._door = Door(port, self.origin, self.key, known, description, self._answer)
        self._work = threading.Thread(target=self._count)

    def __enter__(self):
        return self

    def __exit__(self, *_why):
        self._ends = True
        self.above.end()
        if self.course:
            with self.course.changed:
                self.course.changed.notify_all()
        if self._work.ident:
            self._work.join()
        self._door.close()
        self.above.close()

    def join(self, code, typed):
        """Believe the server above by the fingerprint people there read out, read the
        year, and take part in it.
        """
        self.above.meet(typed)
        year = Year(self.above.get(f"years/{code}"))
        self.course = Course(self.origin, year, self.councils, self.answers_trials)
        joining = {
            "kind": "joining",
            "year": code,
            "catalogue": year.catalogue(),
            "answers_trials": self.answers_trials,
        }
        said = self.above.send("POST", f"years/{code}/members", joining)
        if said["joined"] != code:
            raise ValueError("another year was joined")
        self._work.start()

    def _answer(self, request, message):
        """What is answered to a message of the server above."""
        path = request.uri.removeprefix(f"{self.origin}/api/v1/federation/")
        course, code = self.course, message.get("year")
        if course is None:
            raise RefusedError("not-found")
        if (request.method, path) == ("GET", f"years/{course.year.code}/head"):
            with course.changed:
                return course.head()
        if path == "records":
            code = message.get("period", {}).get("code")
        take = {
            "announcements": course.announce,
            "trials": course.question,
            "records": course.take_record,
            "plans": self._take_plan,
        }.get(path)
        if take is None or request.method != "POST" or code != course.year.code:
            raise RefusedError("not-found")
        try:
            with course.changed:
                return take(message)
        except RefusedError as refused:
            if refused.word.startswith("record-"):
                self.refused.append(str(refused))
            raise
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise RefusedError("message-malformed", repr(error)) from error

    def _take_plan(self, message):
        if message["kind"] == "accord":
            return self.course.take_accord(message)
        if message["kind"] == "published":
            return self.course.publish(message)
        raise RefusedError("message-malformed", "it is neither of the two")

    def _count(self):
        """Count each round at its cutoff, and send the part."""
        course = self.course
        while True:
            with course.changed:
                due = course.next_part()
                seconds = moments.seconds_to(due[1]) if due else None
                if not self._ends and seconds != 0:
                    course.changed.wait(seconds)
                if self._ends:
                    return
                if seconds != 0:
                    continue
                number = due[0]
                found = self._part(number)
                course.counted[number] = found
            self._send(number, found)
            self._compare()

    def _part(self, number):
        year = self.course.year
        prices = self.course.announced[number]
        self.councils.propose(number, year.goods, prices)
        return part(self.origin, year, number, self.councils, self.answers_trials)

    def _send(self, number, found):
        path = f"years/{self.course.year.code}/rounds/{number}/part"
        try:
            said = self.above.send("PUT", path, found, follows=0)
        except RejectedError as rejected:
            self.rejected.append((number, rejected.word, rejected.detail))
            return
        except (requests.RequestException, RefusedError, TryAgainError):
            if self._ends:
                return
            raise
        if said["part"] != digest(found):
            self.rejected.append((number, "another part was received", said["part"]))
            return
        with self.course.changed:
            self.course.received.add(number)

    def _compare(self):
        """Keep what the server above says of how far it is, beside what is here."""
        try:
            self.heads.append(self.above.get(f"years/{self.course.year.code}/head"))
        except (requests.RequestException, RefusedError, TryAgainError):
            # It may not answer now; the next round asks again.
            return
