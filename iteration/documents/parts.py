"""How a document writes what every document has: figures, moments, goods, the year."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from iteration.receipts import Receipts
from proposals.models import Period

VERSION = 1


def price_text(price: Decimal) -> str:
    """A price as plain decimal text without needless zeros.

    >>> price_text(Decimal("2.500000")), price_text(Decimal("1200"))
    ('2.5', '1200')
    """
    text = f"{price:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


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
