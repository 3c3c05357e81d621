from datetime import timedelta

from django.db import transaction

from councils.models import Person
from iteration.models import Round
from ledger import clock
from ledger.models import Record
from ledger.services import record

# So long a look lasts: going from page to page is one.
LOOK = timedelta(hours=1)


@transaction.atomic
def look_through(*, round: Round, actor: Person) -> bool:
    """Note on record that somebody looks through what councils propose.

    Once an hour for each person and round; say whether it was noted now.
    """
    subject = f"{round.period.code}/{round.number}"
    before = Record.objects.filter(
        subject=subject,
        kind="round.looked_through",
        actor=str(actor.public_id),
        at__gt=clock.now() - LOOK,
    )
    if before.exists():
        return False
    record(kind="round.looked_through", subject=subject, actor=actor)
    return True
