"""Tickets of councils: numbers that say who comes first among equals in a plan."""

from hashlib import sha256

import numpy as np

from councils.models import Council
from iteration.arrays import Sheet, among
from proposals.models import Period


def ticket(period: str, slug: str, salt: str = "") -> int:
    """A council's ticket for a year: 63 bits that anybody can compute.

    The first eight bytes of the SHA-256 of ``period/slug``, as a whole number without
    its last bit. Another one every year, and the same on every server. ``salt`` goes
    before it where councils of one name on two servers have drawn the same.

    >>> ticket("2027", "north")
    3012380640780209539
    """
    digest = sha256(f"{salt}{period}/{slug}".encode()).digest()
    return int.from_bytes(digest[:8], "big") >> 1


def tickets(period: Period, sheet: Sheet, salt: str = "") -> np.ndarray:
    """The tickets of the councils of a sheet, in its order; see `planning.lots`."""
    councils = Council.objects.filter(pk__in=among(sheet.council)).order_by("pk")
    slugs = dict(councils.values_list("pk", "slug"))
    return np.array(
        [ticket(period.code, slugs[key], salt) for key in sheet.council.tolist()],
        dtype=np.int64,
    )
