"""How often and how fast this process answers, by route. Nothing here is kept."""

import threading
from bisect import bisect_left
from collections import Counter

# Upper ends in seconds; the standard is 0.3 for a page and 0.8 for handing in.
BUCKETS = (0.05, 0.1, 0.3, 0.5, 0.8, 2.0, 10.0)


class Requests:
    """Counts of answers by route and status, and a histogram of their times."""

    def __init__(self):
        self.lock = threading.Lock()
        self.answers = Counter()
        self.times = {}
        self.seconds = Counter()

    def add(self, route, status, seconds):
        with self.lock:
            self.answers[route, status] += 1
            self.seconds[route] += seconds
            times = self.times.setdefault(route, [0] * (len(BUCKETS) + 1))
            times[bisect_left(BUCKETS, seconds)] += 1

    def seen(self):
        """Copies of the counts, of the times by bucket, and of the sums of seconds."""
        with self.lock:
            times = {route: list(found) for route, found in self.times.items()}
            return dict(self.answers), times, dict(self.seconds)


REQUESTS = Requests()
