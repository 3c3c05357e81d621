import pytest
from django.db import connection

from federation.models import SharedYear
from federation.services import add_peer, confirm_key
from federation.services.shared_years import invite_server, note_join, share_year
from federation.wire.keys import fingerprint, public_text
from iteration.services import open_period
from tests.databases import database_url
from tests.factories import (
    later,
    make_council,
    make_facilitator,
    make_good,
    make_period,
    make_proposal,
    reload,
)
from tests.federation.nodes import servers
from tests.federation.together.speaking import SECRET, Speaking

ORIGIN = "https://child.example"


@pytest.fixture
def ann(db):
    return make_facilitator()


@pytest.fixture
def child(ann):
    """A server whose key was confirmed; a way to speak as it."""
    key = f"{ORIGIN}/api/v1/node#k1"
    peer = add_peer(
        origin=ORIGIN,
        name="Harbour",
        keys={key: public_text(SECRET)},
        actor=ann,
        reason="We plan together.",
    )
    confirm_key(key=peer.keys.get(), typed=fingerprint(public_text(SECRET)), actor=ann)
    peer.refresh_from_db()
    return Speaking(peer, key)


@pytest.fixture
def year(ann, child):
    """A year of bread under this server, its first round open; the child takes part."""
    bread = make_good("bread")
    period = make_period("2027", {bread: "2"}, tolerance="0.2")
    shared = share_year(period=period, actor=ann, reason="Together.")
    invite_server(year=shared, peer=child.peer, actor=ann, reason="Neighbours.")
    note_join(year=shared, peer=child.peer, answers_trials=False)
    open_period(period=reload(period), first_cutoff=later(days=1), actor=ann)
    make_proposal(make_council("eaters"), reload(period), {bread: 900})
    return SharedYear.objects.get(pk=shared.pk)


@pytest.fixture
def start(transactional_db, tmp_path):
    """Start whole servers by their names."""
    tmp_path.chmod(0o755)
    template = connection.settings_dict["NAME"]
    connection.close()

    def started(*names, **how):
        def address(name):
            return database_url(name)

        return servers(names, tmp_path, address, template, **how)

    return started
