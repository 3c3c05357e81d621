"""The two servers of the manual, each in its turn the one that runs here."""

from base64 import b64decode
from datetime import UTC, datetime

from federation.models import OwnKey, SharedYear
from federation.services import add_peer, confirm_key
from federation.services.shared_years import (
    invite_server,
    keep_joined,
    note_join,
    share_year,
)
from federation.wire.keys import fingerprint, public_text
from federation.wire.sealed import seal
from iteration.services import open_period
from tests.factories import (
    later,
    make_council,
    make_facilitator,
    make_good,
    make_period,
    make_proposal,
    reload,
)
from tests.federation.together.speaking import Speaking

ROOT, CHILD = "https://root.example", "https://child.example"
# Published in RFC 9421, B.1.4, and in RFC 8032, 7.1, test 1; good for nothing else.
CHILD_SECRET = b64decode("n4Ni+HpISpVObnQMW0wOhCKROaIKqKtW/2ZYb2p9KcU=")
ROOT_SECRET = bytes.fromhex(
    "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60"
)
SECRETS = {ROOT: ROOT_SECRET, CHILD: CHILD_SECRET}
YEAR = "2027"
# When the signed messages of the manual were signed.
MOMENT = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


def key_of(origin):
    return f"{origin}/api/v1/node#k1"


def be(settings, origin):
    """Let this server be one of the two, with its published secret."""
    settings.BASE_URL = origin
    settings.ALLOWED_HOSTS = [*settings.ALLOWED_HOSTS, origin.removeprefix("https://")]
    secret = SECRETS[origin]
    OwnKey.objects.create(
        number=1,
        public=public_text(secret),
        sealed=seal(secret),
        state=OwnKey.State.CURRENT,
    )


def meet(origin, name, ann):
    """The other one, known and confirmed; a way to speak as it."""
    secret = SECRETS[origin]
    peer = add_peer(
        origin=origin,
        name=name,
        keys={key_of(origin): public_text(secret)},
        actor=ann,
        reason="We plan together.",
    )
    confirm_key(key=peer.keys.get(), typed=fingerprint(public_text(secret)), actor=ann)
    peer.refresh_from_db()
    return Speaking(peer, key_of(origin), secret)


def make_year():
    """The year of the manual in preparation, with its two goods."""
    bread = make_good("bread", classification="")
    hours = make_good("hours-baker", category="labour", unit="h", decimals=1)
    rules = {"tolerance": "0.2", "rule": "calibrated", "silence": "impute"}
    return make_period(YEAR, {bread: "2.5", hours: "20"}, **rules), bread, hours


def make_root(settings):
    """As the server above: the year is shared, and child.example invited."""
    be(settings, ROOT)
    ann = make_facilitator()
    child = meet(CHILD, "Harbour", ann)
    period, bread, hours = make_year()
    shared = share_year(period=period, actor=ann, reason="Together.")
    invite_server(year=shared, peer=child.peer, actor=ann, reason="Neighbours.")
    eaters = make_council("eaters")
    return shared, child, lambda: _open_root(shared, child, eaters, bread, hours, ann)


def _open_root(shared, child, eaters, bread, hours, ann):
    """The child has joined, and the first round is open."""
    note_join(year=shared, peer=child.peer, answers_trials=True)
    open_period(period=reload(shared.period), first_cutoff=later(days=1), actor=ann)
    make_proposal(eaters, reload(shared.period), {bread: 900_000, hours: -50})
    return SharedYear.objects.get(pk=shared.pk)


def make_child(settings):
    """As the server below: it has joined the year of root.example."""
    be(settings, CHILD)
    ann = make_facilitator()
    root = meet(ROOT, "Region of the two rivers", ann)
    period, bread, hours = make_year()
    year = keep_joined(
        period=period,
        parent=root.peer,
        answers_trials=True,
        actor=ann,
        reason="Together.",
    )
    period.__class__.objects.filter(pk=period.pk).update(together=True)
    councils = make_council("village"), make_council("bakery", kind="worker")

    def propose():
        village, bakery = councils
        make_proposal(village, reload(period), {bread: 20_000, hours: -335})
        make_proposal(bakery, reload(period), {bread: -880_000, hours: 385})

    return SharedYear.objects.get(pk=year.pk), root, propose
