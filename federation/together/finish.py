"""The last step of a shared year: settled by questions, kept by each server, published.

Multipliers go down and exact sums come up; what a council is assigned is found and kept
at home. What all settled on is one message, the same for everybody.
"""

from datetime import timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from federation.models import Post, SharedYear
from federation.together.accords import exceeding
from federation.together.asking import text_of
from federation.together.below import tell_below
from federation.together.child import WentSilent, with_lines
from federation.together.children import Children
from iteration.models import Round
from iteration.services import publish_plan
from iteration.settling_here import SettlingHere, add_texts
from ledger import clock
from ledger.models import Record
from ledger.services import record

WAITS = "settlement.waits"
# So long a document may be on its way to servers far below; nobody is waited for yet.
ON_ITS_WAY = timedelta(minutes=1)
MOST_NAMED = 5


def settle_together(year: SharedYear, round: Round) -> bool:
    """Settle an agreed year from its root; False while a server does not answer."""
    for salted in (False, True):
        here = SettlingHere(round, salted=salted)
        try:
            found = here.settle(asking(year, here, salted=salted))
            break
        except WentSilent as silent:
            _note(year, round, silent)
            return False
        except ValueError as error:
            # Councils of one name have an equal claim: their servers tell them apart.
            if salted:
                _note_all(year, error)
                return False
        except ArithmeticError as error:
            _note_all(year, error)
            return False
    return keep_accord(year, here, found | {"salted": salted})


def asking(year: SharedYear, here: SettlingHere, *, salted: bool) -> Any:
    """How the servers below are asked: all at once, none left out."""
    members = year.members.taking_part().select_related("peer")
    goods, order = here.here.catalogue.goods, here.here.order
    asked = Children(
        here.round, goods, order, with_lines((each, None) for each in members)
    )

    def others(name: str, plain: Any) -> list[Any]:
        question = {"ask": "settle", "name": name, "question": plain, "salted": salted}
        # Whose answer is none is named; sums of answers cannot be told apart.
        return asked.each(question, lambda plain: add_texts(name, [plain]))

    return others


def keep_accord(year: SharedYear, here: SettlingHere, found: dict[str, Any]) -> bool:
    """Keep the part of this server, and send the accord on; False if it was kept."""
    try:
        with transaction.atomic():
            here.keep(found)
            if goods := exceeding(year, here.round, found):
                data = {"goods": goods[:MOST_NAMED]}
                record(kind="settlement.more", subject=year.period.code, data=data)
            send_on(year, {"kind": "accord", "round": here.round.number} | found)
    except ValidationError as error:
        if error.code != "state":
            raise
        return False
    year.period.refresh_from_db()
    return True


def publish_together(year: SharedYear) -> None:
    """Publish this server's part of a plan that was published above."""
    with transaction.atomic():
        plan = publish_plan(period=year.period)
        tell_published(year, plan.accord)


def tell_published(year: SharedYear, accord: str) -> None:
    """Tell the servers below that the plan is published."""
    send_on(year, {"kind": "published", "accord": accord})


def send_on(year: SharedYear, says: dict[str, Any]) -> None:
    """Send a message about the plan to the servers below, once each."""
    code = year.period.code
    body = text_of(says | {"year": code})
    tell_below(year, Post.About(says["kind"]), what="plans", body=body, key=code)


def _note(year: SharedYear, round: Round, silent: WentSilent) -> None:
    """Say on record that it waits, and for whom; not of what may be on its way."""
    if round.published_at and clock.now() < round.published_at + ON_ITS_WAY:
        return
    for each in (silent, *silent.others):
        _wait(year, each.member.peer.origin, each.why)


def _note_all(year: SharedYear, error: Exception) -> None:
    """The same where the answers do not go together: it may be any of them."""
    members = year.members.taking_part().select_related("peer")
    servers = ", ".join(member.peer.origin for member in members)
    _wait(year, servers, f"their answers do not go together ({error})")


def _wait(year: SharedYear, servers: str, why: str) -> None:
    """Once, however often it is tried."""
    known = Record.objects.filter(kind=WAITS, subject=year.period.code)
    if not known.filter(data__server=servers).exists():
        data = {"server": servers, "why": why[:200]}
        record(kind=WAITS, subject=year.period.code, data=data)
