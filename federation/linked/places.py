"""Where the things of a plan are: stable addresses, from the server's own.

What a year shares with others, councils, goods and units, has no year in its address;
what belongs to one plan has the first letters of its digest in it, so that a plan that
is withdrawn and published anew is another one.
"""

from dataclasses import dataclass

SHORT = 12  # Letters of a digest that stand in addresses.


def council_id(slug):
    return f"/#council/{slug}"


def good_id(code):
    return f"/#good/{code}"


@dataclass(frozen=True)
class Places:
    """The addresses of one plan, from that of its year; no code holds a point."""

    base: str  # https://a.example
    year: str  # /api/v1/periods/2027
    digest: str

    @property
    def whole(self):
        """What every address of the graph is read from."""
        return f"{self.base}{self.year}/plan"

    @property
    def plan(self):
        return f"#{self.digest[:SHORT]}"

    @property
    def together(self):
        """All councils of the year, to whom and from whom everything goes."""
        return f"{self.year}#councils"

    def round(self, number):
        return f"{self.year}/rounds/{number}"

    def balance(self, good):
        return f"{self.plan}.balance/{good}"

    def assignment(self, council):
        return f"{self.plan}/{council}"

    def process(self, council):
        return f"{self.plan}/{council}.process"

    def commitment(self, council, good):
        return f"{self.plan}/{council}/{good}"
