"""The receipt: what a council is given for a proposal, to find it again later."""

from collections.abc import Iterable
from datetime import UTC, datetime
from uuid import UUID

from ledger.canonical import canonical, digest


def receipt_text(
    *,
    council: str,
    period: str,
    revision: int,
    public_id: UUID,
    submitted_at: datetime,
    lines: Iterable[tuple[str, int]],
) -> str:
    """The text a receipt is the digest of: everything that counts, nothing personal.

    Quantities are smallest units by the good's code. The random public_id keeps anybody
    from finding out a proposal by trying likely figures.
    """
    return canonical(
        {
            "council": council,
            "id": str(public_id),
            "lines": dict(lines),
            "period": period,
            "revision": revision,
            "submitted_at": submitted_at.astimezone(UTC).isoformat(),
        }
    )


def receipt(**proposal) -> str:
    """The digest of ``receipt_text``, 64 hexadecimal digits."""
    return digest(receipt_text(**proposal))
