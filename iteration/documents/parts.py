"""How a document writes what every document has: figures, moments, goods, the year."""

import re
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from django.conf import settings

from iteration.count import Count, Part
from iteration.receipts import Receipts
from proposals.models import Good, Period

VERSION = 1
ANSWERS = ("own", "standing", "imputed", "carried", "absent")


def price_text(price: Decimal) -> str:
    """A price as plain decimal text without needless zeros.

    >>> price_text(Decimal("2.500000")), price_text(Decimal("1200"))
    ('2.5', '1200')
    """
    text = f"{price:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


# A total: longer than any quantity of one council.
TOTAL = re.compile(r"(0|[1-9][0-9]{0,18})(\.[0-9]{1,3})?")


def total_units(text: Any, good: Good) -> int:
    """A total of a document in smallest units. ValueError for what is none.

    >>> total_units("41200.500", Good(decimals=3))
    41200500
    """
    if not isinstance(text, str) or not TOTAL.fullmatch(text):
        raise ValueError(f"{good.code}: {text!r:.40} is no total")
    units = Decimal(text).scaleb(good.decimals)
    if units != int(units) or units >= 2**62:
        raise ValueError(f"{good.code}: {text} is too precise, or too large")
    return int(units)


def moment(at: datetime) -> str:
    """A moment in UTC, to the microsecond."""
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def good_part(good) -> dict[str, Any]:
    return {
        "code": good.code,
        "category": good.category,
        "unit": good.unit,
        "decimals": good.decimals,
    }


def period_part(period: Period) -> dict[str, Any]:
    return {
        "code": period.code,
        "starts": period.starts.isoformat(),
        "ends": period.ends.isoformat(),
        "silence": period.silence,
    }


def under_one_root(receipts: Receipts) -> dict[str, Any]:
    """How many receipts there are, and the Merkle root over them."""
    return {"count": len(receipts), "root": receipts.root}


def own_part(counted: Count, receipts: dict[str, Any]) -> Part:
    """What was counted here, without the parts of other servers."""
    figures = {
        name: getattr(counted, name)
        - sum(getattr(part, name) for part in counted.parts)
        for name in ANSWERS
    }
    root, count = receipts["root"], receipts["count"]
    return Part(settings.BASE_URL, "", **figures, receipts=count, root=root)


def part_of(part: Part) -> dict[str, Any]:
    """What another server counted; its figures are in those of the whole."""
    return {
        "server": part.server,
        "document": part.digest,
        "answers": {name: getattr(part, name) for name in ANSWERS},
        "receipts": {"count": part.receipts, "root": part.root},
        "late": part.late,
    }
