from datetime import timedelta

from django.db import connection, transaction

from councils.looks import THINGS
from councils.models import Council, Person
from ledger import clock
from ledger.models import Record
from ledger.services import record

from .offices import OFFICES

# Any number will do, as long as nothing else in the database uses it.
LOOKING = 7_312
AGAIN = timedelta(hours=1)
AT_ONE, AT_LIST = "council.looked_at", "list.looked_at"


@transaction.atomic
def looked(
    *, actor: Person, council: Council | None, what: str, which: str = ""
) -> bool:
    """Put on record that somebody looked at what is not public; say whether it is new.

    ``what`` is one of THINGS and ``which`` its short name, if it has one: the year and
    revision of a proposal. Without a council it was a list of all of them. Once an hour
    for the same person, council and thing. Whoever calls this shows the thing only
    after it returned.

    Raises KeyError for a thing nobody could read about.
    """
    if what not in THINGS:
        raise KeyError(what)
    kind = AT_LIST if council is None else AT_ONE
    subject = what if council is None else council.slug
    data = {"what": what, "office": _office(actor)} | (
        {"which": which} if which else {}
    )
    known = Record.objects.filter(
        kind=kind, subject=subject, actor=str(actor.public_id), data=data
    )
    # Two tabs at once are one look.
    with connection.cursor() as cursor:
        key = f"{actor.public_id} {subject} {data}"
        cursor.execute("SELECT pg_advisory_xact_lock(%s, hashtext(%s))", [LOOKING, key])
    if known.filter(at__gt=clock.now() - AGAIN).exists():
        return False
    record(kind=kind, subject=subject, actor=actor, data=data)
    return True


def _office(actor: Person) -> str:
    held = set(actor.groups.values_list("name", flat=True))
    found = [office for office in OFFICES if office in held]
    return (found or ["administrators" if actor.is_superuser else ""])[0]
