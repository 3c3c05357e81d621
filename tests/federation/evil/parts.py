"""Parts that are refused, and what they must not change."""

from tests.federation.evil.effects import figures
from tests.federation.evil.peer import said_of

BREAD = {"code": "bread", "requested": "0.000", "offered": "0.880"}


def goods(**changes):
    return {"goods": [BREAD | changes]}


def refused(evil, part, code="part-wrong", status=422):
    before = figures()
    answer = evil.put_part(part)
    found, detail = said_of(answer)
    assert (answer.status_code, found) == (status, code)
    assert figures() == before
    return detail
