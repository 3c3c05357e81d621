"""Results appended to a file as they are found, so that a long run can be taken up."""

import json


class Kept:
    """A file with one result a line, each under a key; without a path nothing is kept.

    A last line that was cut short by an interruption is found again.
    """

    def __init__(self, path=None):
        self.path, self.found = path, {}
        if path is not None and path.exists():
            for line in path.read_text(encoding="utf-8").splitlines():
                self._read(line)

    def _read(self, line):
        try:
            entry = json.loads(line)
        except ValueError:
            return
        self.found[json.dumps(entry["key"])] = entry["result"]

    def get(self, key):
        """The result under a key; None: there is none."""
        return self.found.get(json.dumps(key))

    def put(self, key, result):
        """Append a result."""
        self.found[json.dumps(key)] = result
        if self.path is not None:
            with self.path.open("a", encoding="utf-8") as file:
                # A line that was cut short must not spoil the next.
                entry = json.dumps({"key": key, "result": result})
                file.write(f"\n{entry}\n")
