"""Following what was counted here into a round's document, before that is published."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from federation.models import Exchange, SharedYear, Statement
from federation.services.parts_kept import keep_branch, note_asked
from federation.services.statements import keep_fault
from federation.together.asking import RefusedThere
from federation.together.branch import Path, WrongAbove, ask_branch, way_up
from federation.wire.sending import Unreachable
from iteration.models import Round
from ledger import clock

# So long after it was asked in vain, the server above is asked again.
AGAIN = timedelta(seconds=10)


class NotFound(Exception):
    """The way is not known: a server above does not say, or says what does not hold."""


def find_way(
    year: SharedYear, round: Round, exchange: Exchange, says: Mapping[str, Any]
) -> Path | None:
    """The steps from the receipts here to the root in a document to be published.

    None if the round was counted without this server. Raises NotFound as long as the
    servers in between do not show that what was sent to them is in it.
    """
    own = list(year.parts.revisions(round.number, None))
    if not own:
        return None
    if exchange.asked_at and clock.now() < exchange.asked_at + AGAIN:
        raise NotFound
    try:
        branch = ask_branch(year, round, says)
    except (Unreachable, RefusedThere) as error:
        note_asked(exchange=exchange)
        raise NotFound(str(error)) from error
    except WrongAbove as error:
        note_asked(exchange=exchange)
        keep_fault(
            year=year,
            number=round.number,
            kind=Statement.Kind.BRANCH,
            body=error.heard.body,
            proof=error.heard.proof,
            why=str(error),
        )
        raise NotFound(str(error)) from error
    keep_branch(exchange=exchange, branch=branch)
    return way_up(own, branch, says)
